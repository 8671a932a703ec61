#include "driver/lint/baseline.h"

#include "base/json.h"
#include "base/text.h"
#include "diag/fingerprint.h"
#include "diag/rules/lint.h"
#include "driver/lint/glob.h"
#include "driver/lint/rule_set.h"
#include "syntax/yaml/tree.h"

namespace stackc::driver::lint {

using base::cat;
namespace rule = diag::rule;

static std::string relative(const std::string& folder, const std::string& path) {
  if (folder == "/") return path.substr(1);
  if (path.starts_with(folder + "/")) return path.substr(folder.size() + 1);
  std::vector<std::string> from = split_path(folder);
  std::vector<std::string> to = split_path(path);
  std::size_t same = 0;
  while (same < from.size() && same < to.size() && from[same] == to[same]) ++same;
  std::string out;
  for (std::size_t i = same; i < from.size(); ++i) out += "../";
  for (std::size_t i = same; i < to.size(); ++i) out += cat({to[i], i + 1 < to.size() ? "/" : ""});
  return out;
}

std::vector<Baseline::Key> Baseline::keys(const std::vector<diag::Diagnostic>& findings, const source::SourceManager& sources) const {
  std::vector<std::string> hashes = diag::content_hashes(findings, sources);
  std::vector<Key> out;
  out.reserve(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    std::string path = diag::path_of(findings[i], sources);
    path = path.empty() ? "" : relative(folder_, normal_path(path.starts_with('/') ? path : cat({working_directory_, "/", path})));
    out.emplace_back(std::move(path), diag::code_text(static_cast<int>(findings[i].rule)), std::move(hashes[i]));
  }
  return out;
}

bool Baseline::read(const source::SourceManager& sources, source::FileId file, diag::Sink& sink) {
  std::size_t errors = sink.errors();
  yaml::Tree tree = yaml::read(sources, file, sink);  // JSON is YAML
  if (sink.errors() != errors) return false;
  auto bad = [&](source::Span span, std::string message) {
    sink.report(rule::bad_baseline, span, std::move(message)).help("write it again: `stackc lint --write-baseline FILE`");
    return false;
  };
  source::Span start{file, 0, 0};
  const yaml::Node* root = tree.documents.empty() ? nullptr : tree.documents.front().root;
  if (root == nullptr || root->kind != yaml::Kind::kMap) return bad(start, "the baseline is no mapping");
  const yaml::Node* version = root->find("version");
  if (version == nullptr || version->text != "1")
    return bad(version == nullptr ? start : version->span, "the baseline is not of version 1");
  const yaml::Node* findings = root->find("findings");
  if (findings == nullptr || findings->kind != yaml::Kind::kSeq) return bad(root->span, "the baseline has no list `findings`");
  for (const yaml::Node* item : findings->items) {
    const yaml::Node* path = item->find("path");
    const yaml::Node* code = item->find("rule");
    const yaml::Node* hash = item->find("hash");
    const yaml::Node* count = item->find("count");
    if (path == nullptr || code == nullptr || hash == nullptr) return bad(item->span, "an entry has `path`, `rule` and `hash`");
    std::uint64_t n = count == nullptr ? 1 : base::parse_uint(count->text).value_or(0);
    if (n == 0) return bad(count->span, "`count` is a number from 1");
    counts_[{std::string(path->text), std::string(code->text), std::string(hash->text)}] += n;
  }
  return true;
}

void Baseline::add(const std::vector<diag::Diagnostic>& findings, const source::SourceManager& sources) {
  std::vector<Key> all = keys(findings, sources);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!RuleSet::always_on(static_cast<int>(findings[i].rule))) ++counts_[all[i]];
}

std::string Baseline::write() const {
  base::JsonWriter json;
  json.begin_object().member("version", std::int64_t{1}).key("findings").begin_array();
  for (const auto& [key, count] : counts_) {
    json.begin_object().member("path", std::get<0>(key)).member("rule", std::get<1>(key)).member("hash", std::get<2>(key));
    if (count > 1) json.member("count", static_cast<std::int64_t>(count));
    json.end_object();
  }
  return json.end_array().end_object().finish();
}

std::size_t Baseline::filter(std::vector<diag::Diagnostic>& findings, const source::SourceManager& sources) {
  std::vector<Key> all = keys(findings, sources);
  std::size_t i = 0;
  return std::erase_if(findings, [&](const diag::Diagnostic& d) {
    auto known = counts_.find(all[i++]);
    if (known == counts_.end() || known->second == 0 || RuleSet::always_on(static_cast<int>(d.rule))) return false;
    --known->second;
    return true;
  });
}

std::size_t Baseline::gone() const {
  std::size_t n = 0;
  for (const auto& [key, count] : counts_) n += count;
  return n;
}

}  // namespace stackc::driver::lint
