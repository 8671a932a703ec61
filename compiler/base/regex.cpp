#include "base/regex.h"

#include <re2/re2.h>

#include <memory>

#include "base/check.h"

namespace stackc::base {

struct LazyRegex::Compiled {
  explicit Compiled(const char* pattern) : regex(pattern, re2::RE2::Quiet) {}
  re2::RE2 regex;
};

LazyRegex::~LazyRegex() { delete compiled_.load(); }

const LazyRegex::Compiled& LazyRegex::compiled() const {
  Compiled* known = compiled_.load(std::memory_order_acquire);
  if (known != nullptr) return *known;
  auto made = std::make_unique<Compiled>(pattern_);
  STACKC_CHECK(made->regex.ok(), pattern_);
  if (compiled_.compare_exchange_strong(known, made.get(), std::memory_order_acq_rel)) return *made.release();
  return *known;  // another thread was faster
}

bool LazyRegex::full_match(std::string_view text) const {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled().regex);
}
bool LazyRegex::contains(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled().regex);
}

}  // namespace stackc::base
