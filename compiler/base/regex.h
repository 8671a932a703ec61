// LazyRegex: a pattern (RE2 syntax) that is compiled at its first use, since compiling costs about 65 microseconds and start-up must not
// pay for it. Linear time in the text, whatever the pattern; may be used by several threads. The only place that sees re2.
#pragma once

#include <atomic>
#include <string_view>

namespace stackc::base {

class LazyRegex {
 public:
  explicit constexpr LazyRegex(const char* pattern) : pattern_(pattern) {}
  LazyRegex(const LazyRegex&) = delete;
  LazyRegex& operator=(const LazyRegex&) = delete;
  ~LazyRegex();
  bool full_match(std::string_view text) const;
  bool contains(std::string_view text) const;

 private:
  struct Compiled;
  const Compiled& compiled() const;
  const char* pattern_;
  mutable std::atomic<Compiled*> compiled_{nullptr};
};

}  // namespace stackc::base
