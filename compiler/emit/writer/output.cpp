#include "emit/writer/output.h"

#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace stackc::emit {

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
  sink.report_path(diag::Rule::output_clash, found->first, base::cat({who, " different contents for `", found->first, "`"}))
      .help(base::cat({"let it be the same for all, or give one of them another path: `outputs: {", found->first, ": NEW_PATH}`"}));
}

}  // namespace stackc::emit
