#include "verify/verify.h"

#include "base/text.h"

namespace stackc::verify {

using base::cat;

static std::string text_fault(const emit::Output& output) {
  if (!output.text.ends_with('\n')) return "no line end at the end of the file";
  if (output.text.ends_with("\n\n")) return "an empty line at the end of the file";
  if (output.text.find('\r') != std::string::npos) return "a carriage return";
  return {};
}

std::vector<std::string> verify_outputs(const emit::OutputSet& outputs, const ir::Project& project) {
  static_cast<void>(project);
  std::vector<std::string> faults;
  for (const auto& [path, output] : outputs.files()) {
    std::string fault = text_fault(output);
    bool structured = output.format == emit::Format::kYaml || output.format == emit::Format::kJson;
    if (fault.empty() && structured) fault = output.has_meant ? compare_yaml(output.text, output.meant) : "the emitter did not say what it meant";
    if (!fault.empty()) faults.push_back(cat({path, ": ", fault}));
  }
  return faults;
}

}  // namespace stackc::verify
