// Checkstyle and JUnit, the two XML forms that build servers read.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "diag/fingerprint.h"
#include "diag/render.h"
#include "diag/xml.h"

namespace stackc::diag {

using base::cat;

// Diagnostics by file, files in order of their first appearance in `files` and then in the diagnostics.
struct PerFile {
  std::string path;
  std::vector<const Diagnostic*> diagnostics;
};
static std::vector<PerFile> per_file(const RenderInput& input) {
  std::vector<PerFile> out;
  std::map<std::string, std::size_t> at;
  auto of = [&](const std::string& path) -> PerFile& {
    auto [place, is_new] = at.emplace(path, out.size());
    if (is_new) out.push_back({path, {}});
    return out[place->second];
  };
  for (const std::string& path : input.files) of(path);
  for (const Diagnostic& d : input.diagnostics) of(path_of(d, input.sources)).diagnostics.push_back(&d);
  return out;
}

static std::string message_of(const Diagnostic& d) {
  std::string out = d.message;
  for (const std::string& help : d.help) out += cat({"; ", help});
  return out;
}

std::string render_checkstyle(const RenderInput& input) {
  XmlWriter xml;
  xml.open("checkstyle").attribute("version", "4.3");
  for (const PerFile& file : per_file(input)) {
    if (file.diagnostics.empty()) continue;
    xml.open("file").attribute("name", file.path);
    for (const Diagnostic* d : file.diagnostics) {
      source::Position at = d->span.valid() ? input.sources.position(d->span.file, d->span.begin) : source::Position();
      xml.open("error").attribute("line", at.line).attribute("column", at.column);
      xml.attribute("severity", d->severity == Severity::kNote ? "info" : severity_name(d->severity));
      xml.attribute("message", message_of(*d));
      xml.attribute("source", cat({"stackc.", code_text(static_cast<int>(d->rule))}));
      xml.close();
    }
    xml.close();
  }
  return xml.close().finish();
}

std::string render_junit(const RenderInput& input) {
  std::vector<PerFile> files = per_file(input);
  std::size_t tests = 0;
  for (const PerFile& file : files) tests += std::max<std::size_t>(1, file.diagnostics.size());
  XmlWriter xml;
  xml.open("testsuites").attribute("name", "stackc lint").attribute("tests", tests).attribute("failures", input.diagnostics.size());
  for (const PerFile& file : files) {
    std::string name = file.path.empty() ? "stackc" : file.path;
    xml.open("testsuite").attribute("name", name).attribute("tests", std::max<std::size_t>(1, file.diagnostics.size()));
    xml.attribute("failures", file.diagnostics.size()).attribute("errors", std::size_t{0});
    if (file.diagnostics.empty()) xml.open("testcase").attribute("name", "lint").attribute("classname", name).close();
    for (const Diagnostic* d : file.diagnostics) {
      const RuleInfo& rule = info(d->rule);
      source::Position at = d->span.valid() ? input.sources.position(d->span.file, d->span.begin) : source::Position();
      xml.open("testcase")
          .attribute("name", cat({code_text(rule.code), " ", rule.name, " ", std::to_string(at.line), ":", std::to_string(at.column)}));
      xml.attribute("classname", name);
      xml.open("failure").attribute("type", severity_name(d->severity)).attribute("message", message_of(*d));
      xml.text(cat({file.path, ":", std::to_string(at.line), ":", std::to_string(at.column), ": ", d->message}));
      xml.close().close();
    }
    xml.close();
  }
  return xml.close().finish();
}

}  // namespace stackc::diag
