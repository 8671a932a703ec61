#include "emit/writer/output.h"

#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "diag/rules/files.h"

namespace stackc::emit {

// "line 40 is `...` and `...`", so that nobody has to search.
static std::string first_difference(std::string_view one, std::string_view other) {
  const std::vector<std::string_view> a = base::split(one, '\n');
  const std::vector<std::string_view> b = base::split(other, '\n');
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  auto line = [at](const std::vector<std::string_view>& lines) { return at < lines.size() ? lines[at] : std::string_view(); };
  return base::cat({"line ", std::to_string(at + 1), " is `", line(a), "` in one and `", line(b), "` in the other"});
}

void OutputSet::put(std::string path, Output output, diag::Sink& sink) {
  STACKC_CHECK(!path.empty(), "an output has no path");
  STACKC_CHECK(output.text.empty() || output.text.back() == '\n', path);
  auto found = files_.find(path);
  if (found == files_.end()) {
    files_.emplace(std::move(path), std::move(output));
    return;
  }
  const Output& first = found->second;
  if (first.text == output.text && first.executable == output.executable) return;
  const std::string who = first.target == output.target ? base::cat({"two environments give `", output.target, "`"})
                                                        : base::cat({"`", first.target, "` and `", output.target, "` make"});
  auto report = sink.report_path(diag::rule::output_clash, found->first, base::cat({who, " different contents for `", found->first, "`"}));
  report.help(first_difference(first.text, output.text));
  // `outputs:` holds for all environments, so another path helps only where two targets meet.
  report.help(first.target == output.target
                  ? std::string("let it be the same for all: what differs between environments is a variable, or a file of one environment")
                  : base::cat({"give one of them another path: `outputs: {", found->first, ": NEW_PATH}`"}));
}

}  // namespace stackc::emit
