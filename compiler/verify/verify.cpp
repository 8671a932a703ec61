#include "verify/verify.h"

#include <atomic>
#include <thread>

#include "base/text.h"

namespace stackc::verify {

using base::cat;

static std::string text_fault(const emit::Output& output) {
  if (!output.text.ends_with('\n')) return "no line end at the end of the file";
  if (output.text.ends_with("\n\n")) return "an empty line at the end of the file";
  if (output.text.find('\r') != std::string::npos) return "a carriage return";
  return {};
}

static std::string fault_of(const emit::Output& output) {
  std::string fault = text_fault(output);
  bool structured = output.format == emit::Format::kYaml || output.format == emit::Format::kJson;
  if (fault.empty() && structured) fault = output.has_meant ? compare_yaml(output.text, output.meant) : "the emitter did not say what it meant";
  return fault;
}

std::vector<std::string> verify_outputs(const emit::OutputSet& outputs, const std::vector<std::string>& paths) {
  std::vector<std::string> found(paths.size());
  std::atomic<std::size_t> next{0};
  auto work = [&] {
    for (std::size_t i = next++; i < paths.size(); i = next++) found[i] = fault_of(outputs.files().at(paths[i]));
  };
  if (paths.size() > 8) {
    std::thread other(work);
    work();
    other.join();
  } else {
    work();
  }
  std::vector<std::string> faults;
  for (std::size_t i = 0; i < paths.size(); ++i)
    if (!found[i].empty()) faults.push_back(cat({paths[i], ": ", found[i]}));
  return faults;
}

}  // namespace stackc::verify
