// Result<T>: a value, or the proof that a diagnostic was reported. Callers that get none just stop; nobody reports twice.
#pragma once

#include <optional>
#include <utility>

#include "base/check.h"

namespace stackc::base {

struct Reported {};  // made where a diagnostic was put into the sink

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): `return value;` is the point
  Result(Reported) {}                            // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return value_.has_value(); }
  T& operator*() {
    STACKC_CHECK(value_.has_value(), "value of a failed result");
    return *value_;
  }
  const T& operator*() const {
    STACKC_CHECK(value_.has_value(), "value of a failed result");
    return *value_;
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

 private:
  std::optional<T> value_;
};

}  // namespace stackc::base
