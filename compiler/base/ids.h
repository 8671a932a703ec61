// Typed 32-bit ids and vectors indexed by them: a ServiceId cannot index volumes. Ids are positions, so they print and compare the same
// everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/check.h"

namespace stackc::base {

template <class Tag>
struct Id {
  static constexpr std::uint32_t kNone = 0xffffffffu;
  std::uint32_t value = kNone;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t v) : value(static_cast<std::uint32_t>(v)) {}
  [[nodiscard]] constexpr bool valid() const { return value != kNone; }
  [[nodiscard]] constexpr std::size_t index() const { return value; }
  friend constexpr bool operator==(Id a, Id b) { return a.value == b.value; }
  friend constexpr auto operator<=>(Id a, Id b) { return a.value <=> b.value; }
};

// A vector whose index is a typed id. add() gives the id of the new element; ids() is a range of all of them.
template <class IdT, class T>
class IdVec {
 public:
  void reserve(std::size_t count) { items_.reserve(count); }
  IdT add(T value) {
    items_.push_back(std::move(value));
    return IdT(items_.size() - 1);
  }
  T& operator[](IdT id) {
    STACKC_CHECK(id.index() < items_.size(), "id out of range");
    return items_[id.index()];
  }
  const T& operator[](IdT id) const {
    STACKC_CHECK(id.index() < items_.size(), "id out of range");
    return items_[id.index()];
  }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] std::vector<IdT> ids() const {
    std::vector<IdT> all;
    all.reserve(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i) all.push_back(IdT(i));
    return all;
  }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

 private:
  std::vector<T> items_;
};

}  // namespace stackc::base
