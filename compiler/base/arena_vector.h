// A growing array whose memory is an arena's: for trees of trivially destructible nodes. What it outgrows stays in the arena until that
// goes, at most as much again as is in use.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "base/arena.h"

namespace stackc::base {

template <class T>
class ArenaVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& back() { return data_[size_ - 1]; }

  void reserve(Arena& arena, std::uint32_t n) {
    if (n <= capacity_) return;
    constexpr std::size_t kItem = sizeof(T);  // NOLINT(bugprone-sizeof-expression): T may be a pointer
    T* to = static_cast<T*>(arena.allocate(n * kItem, alignof(T)));
    if (size_ != 0) std::memcpy(static_cast<void*>(to), data_, size_ * kItem);
    data_ = to;
    capacity_ = n;
  }
  void push_back(Arena& arena, T item) {
    if (size_ == capacity_) reserve(arena, capacity_ == 0 ? 4 : capacity_ * 2);
    data_[size_++] = item;
  }
  void erase_at(std::uint32_t i) {
    std::copy(data_ + i + 1, data_ + size_, data_ + i);
    --size_;
  }
  void resize_down(std::uint32_t n) { size_ = n; }  // n <= size()

 private:
  T* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace stackc::base
