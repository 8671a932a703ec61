#include "base/regex.h"

#include <re2/re2.h>

#include "base/check.h"

namespace stackc::base {

struct LazyRegex::Compiled {
  explicit Compiled(const char* pattern) : regex(pattern, re2::RE2::Quiet) {}
  re2::RE2 regex;
};

LazyRegex::~LazyRegex() { delete compiled_; }

const LazyRegex::Compiled& LazyRegex::compiled() const {
  if (compiled_ == nullptr) {
    compiled_ = new Compiled(pattern_);
    STACKC_CHECK(compiled_->regex.ok(), pattern_);
  }
  return *compiled_;
}

bool LazyRegex::full_match(std::string_view text) const {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled().regex);
}
bool LazyRegex::contains(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled().regex);
}

}  // namespace stackc::base
