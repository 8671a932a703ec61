#include "driver/diff.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace stackc::driver {

namespace {

struct Op {
  char kind;  // ' ', '-', '+'
  std::size_t a, b;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    end = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// The shortest edit script; where it would take more than kMaxEdits edits, everything between the common ends is replaced.
constexpr std::ptrdiff_t kMaxEdits = 2000;

std::vector<Op> script(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  auto n = static_cast<std::ptrdiff_t>(a.size() - head - tail);
  auto m = static_cast<std::ptrdiff_t>(b.size() - head - tail);
  auto at_a = [&](std::ptrdiff_t i) { return a[head + static_cast<std::size_t>(i)]; };
  auto at_b = [&](std::ptrdiff_t i) { return b[head + static_cast<std::size_t>(i)]; };

  std::ptrdiff_t limit = std::min(n + m, kMaxEdits);
  std::vector<std::vector<std::ptrdiff_t>> trace;
  std::vector<std::ptrdiff_t> v(static_cast<std::size_t>(2 * limit + 3), 0);
  auto slot = [&](std::ptrdiff_t k) -> std::size_t { return static_cast<std::size_t>(k + limit + 1); };
  bool found = n + m == 0;
  std::ptrdiff_t edits = 0;
  for (; !found && edits <= limit; ++edits) {
    trace.push_back(v);
    for (std::ptrdiff_t k = -edits; k <= edits && !found; k += 2) {
      std::ptrdiff_t x = k == -edits || (k != edits && v[slot(k - 1)] < v[slot(k + 1)]) ? v[slot(k + 1)] : v[slot(k - 1)] + 1;
      while (x < n && x - k < m && x >= 0 && x - k >= 0 && at_a(x) == at_b(x - k)) ++x;
      v[slot(k)] = x;
      found = x >= n && x - k >= m;
    }
    if (found) break;
  }

  std::vector<Op> middle;
  if (found && n + m > 0) {
    std::ptrdiff_t x = n;
    std::ptrdiff_t y = m;
    for (std::ptrdiff_t d = edits; d >= 0; --d) {
      const auto& w = trace[static_cast<std::size_t>(d)];
      std::ptrdiff_t k = x - y;
      std::ptrdiff_t previous = k == -d || (k != d && w[slot(k - 1)] < w[slot(k + 1)]) ? k + 1 : k - 1;
      std::ptrdiff_t px = d == 0 ? 0 : w[slot(previous)];
      std::ptrdiff_t py = d == 0 ? 0 : px - previous;
      while (x > px && y > py) {
        --x, --y;
        middle.push_back({' ', head + static_cast<std::size_t>(x), head + static_cast<std::size_t>(y)});
      }
      if (d == 0) break;
      if (x == px) {
        --y;
        middle.push_back({'+', head + static_cast<std::size_t>(x), head + static_cast<std::size_t>(y)});
      } else {
        --x;
        middle.push_back({'-', head + static_cast<std::size_t>(x), head + static_cast<std::size_t>(y)});
      }
    }
    std::reverse(middle.begin(), middle.end());
  } else if (n + m > 0) {
    for (std::ptrdiff_t i = 0; i < n; ++i) middle.push_back({'-', head + static_cast<std::size_t>(i), head});
    for (std::ptrdiff_t i = 0; i < m; ++i) middle.push_back({'+', head + static_cast<std::size_t>(n), head + static_cast<std::size_t>(i)});
  }

  std::vector<Op> all;
  for (std::size_t i = 0; i < head; ++i) all.push_back({' ', i, i});
  all.insert(all.end(), middle.begin(), middle.end());
  for (std::size_t i = 0; i < tail; ++i) all.push_back({' ', a.size() - tail + i, b.size() - tail + i});
  return all;
}

void put(std::string& out, char sign, std::string_view line) {
  out.push_back(sign);
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

std::string range(std::size_t begin, std::size_t count) {
  std::string at = std::to_string(count == 0 ? begin : begin + 1);
  return count == 1 ? at : base::cat({at, ",", std::to_string(count)});
}

}  // namespace

std::string unified_diff(std::string_view old_text, std::string_view new_text, std::string_view old_name, std::string_view new_name) {
  if (old_text == new_text) return {};
  constexpr std::size_t kContext = 3;
  auto a = lines_of(old_text);
  auto b = lines_of(new_text);
  std::vector<Op> ops = script(a, b);
  std::string out =
      base::cat({"--- ", old_name.empty() ? "/dev/null" : old_name, "\n+++ ", new_name.empty() ? "/dev/null" : new_name, "\n"});
  for (std::size_t i = 0; i < ops.size();) {
    if (ops[i].kind == ' ') {
      ++i;
      continue;
    }
    std::size_t from = i > kContext ? i - kContext : 0;
    std::size_t last = i;  // the last changed line of this hunk
    for (std::size_t j = i; j < ops.size() && j <= last + 2 * kContext; ++j)
      if (ops[j].kind != ' ') last = j;
    std::size_t to = std::min(ops.size(), last + kContext + 1);
    std::size_t count_a = 0;
    std::size_t count_b = 0;
    std::string body;
    for (std::size_t j = from; j < to; ++j) {
      count_a += ops[j].kind != '+' ? 1 : 0;
      count_b += ops[j].kind != '-' ? 1 : 0;
      put(body, ops[j].kind, ops[j].kind == '+' ? b[ops[j].b] : a[ops[j].a]);
    }
    out += base::cat({"@@ -", range(ops[from].a, count_a), " +", range(ops[from].b, count_b), " @@\n", body});
    i = to;
  }
  return out;
}

}  // namespace stackc::driver
