#include "verify/verify.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "base/text.h"
#include "frontend/dockerfile/dockerfile_model.h"

namespace stackc::verify {

using base::cat;

static std::string text_fault(const emit::Output& output) {
  if (!output.text.ends_with('\n')) return "no line end at the end of the file";
  if (output.text.ends_with("\n\n")) return "an empty line at the end of the file";
  if (output.text.find('\r') != std::string::npos) return "a carriage return";
  return {};
}

// The emitter's lines (emit/dockerfile/dockerfile.h) stand in `meant` as a list of texts.
static std::string dockerfile_fault(const emit::Output& output) {
  const auto* lines = std::get_if<ir::ValueList>(&output.meant.data);
  if (!output.has_meant || lines == nullptr) return "the emitter did not say what it meant";
  std::vector<std::string> meant;
  for (const ir::Value& line : *lines)
    if (const auto* text = std::get_if<ir::Text>(&line.data)) meant.push_back(text->plain().value_or(""));
  return frontend::compare_dockerfile(output.text, meant);
}

static std::string fault_of(const emit::Output& output) {
  if (std::string fault = text_fault(output); !fault.empty()) return fault;
  switch (output.format) {
    case emit::Format::kYaml:
    case emit::Format::kJson:
      return output.has_meant ? compare_yaml(output.text, output.meant) : "the emitter did not say what it meant";
    case emit::Format::kDockerfile:
      return dockerfile_fault(output);
    default:
      return {};
  }
}

std::vector<std::string> verify_outputs(const emit::OutputSet& outputs, const std::vector<std::string>& paths) {
  std::vector<std::string> found(paths.size());
  // The largest first, so that two threads end together.
  std::vector<std::pair<const emit::Output*, std::size_t>> order;
  for (std::size_t i = 0; i < paths.size(); ++i) order.emplace_back(&outputs.files().at(paths[i]), i);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first->text.size() > b.first->text.size(); });
  std::atomic<std::size_t> next{0};
  auto work = [&] {
    for (std::size_t i = next++; i < order.size(); i = next++) found[order[i].second] = fault_of(*order[i].first);
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
