// Variables of the compose file itself: those that nobody sets, those that only a container gets, those in keys.
#include <unordered_map>
#include <vector>

#include "diag/rules/graph.h"
#include "diag/rules/security.h"
#include "diag/rules/style.h"
#include "rules/compose/view.h"
#include "rules/text_facts.h"

namespace stackc::rules::compose {

namespace {

struct Use {
  std::string_view name;
  source::Span span;   // of the variable as written
  bool braces = true;  // `${NAME}` and not `$NAME`
  std::size_t others = 0;
};

bool in_name(char c) { return base::is_alnum(c) || c == '_'; }

// The variable in the text as written, without operator; none if it has one there (`${NAME:?...}`) or does not stand there.
bool find_plain(const source::SourceManager& sources, source::Span span, Use& use) {
  if (!span.valid()) return false;
  std::string_view text = sources.text(span);
  for (std::size_t at = text.find('$'); at != std::string_view::npos && at + 1 < text.size(); at = text.find('$', at + 1)) {
    if (text[at + 1] == '$') {
      ++at;
      continue;
    }
    bool braces = text[at + 1] == '{';
    std::string_view rest = text.substr(at + (braces ? 2 : 1));
    if (!rest.starts_with(use.name)) continue;
    rest.remove_prefix(use.name.size());
    if (braces ? !rest.starts_with('}') : (!rest.empty() && in_name(rest[0]))) continue;
    auto begin = static_cast<std::uint32_t>(span.begin + at);
    use.span = {span.file, begin, static_cast<std::uint32_t>(begin + use.name.size() + (braces ? 3 : 1))};
    use.braces = braces;
    return true;
  }
  return false;
}

class Collector {
 public:
  explicit Collector(const Input& input) : input_(input) {}
  void walk(const Value& value) {  // depth: the reader bounds it
    if (value.is_map()) {
      for (const Member& member : *value.map) walk(*member.value);
    } else if (value.kind == model::Kind::kList) {
      for (const Value* item : *value.list) walk(*item);
    } else if (value.symbolic && value.is_string()) {
      scalar(value);
    }
  }
  [[nodiscard]] std::vector<Use>& uses() { return uses_; }

 private:
  void scalar(const Value& value) {
    std::string_view text = value.text;
    for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
      std::size_t end = at + 2;
      while (end < text.size() && in_name(text[end])) ++end;
      Use use;
      use.name = text.substr(at + 2, end - at - 2);
      if (use.name.empty() || !find_plain(input_.sources, value.span, use)) continue;
      auto [slot, fresh] = index_.emplace(use.name, uses_.size());
      if (fresh) {
        uses_.push_back(use);
      } else if (!(uses_[slot->second].span == use.span)) {
        ++uses_[slot->second].others;
      }
    }
  }
  const Input& input_;
  std::unordered_map<std::string_view, std::size_t> index_;
  std::vector<Use> uses_;  // in order of the tree
};

// Names that the env_files of services set: name to the place that lists the file.
std::unordered_map<std::string, source::Span> names_of_env_files(const Input& input) {
  std::unordered_map<std::string, source::Span> out;
  EnvFiles files(input);
  each_service(input.project, [&](const Member& service) {
    each_env_file(*service.value, [&](std::string_view path, source::Span span) {
      for (const std::string& name : files.names(path)) out.emplace(name, span);
    });
  });
  return out;
}

void report_use(const Use& use, const std::unordered_map<std::string, source::Span>& in_env_files, diag::Sink& sink) {
  std::string more =
      use.others == 0 ? "" : cat({" (and in ", std::to_string(use.others), use.others == 1 ? " more place)" : " more places)"});
  if (auto file = in_env_files.find(std::string(use.name)); file != in_env_files.end()) {
    sink.report(diag::rule::env_file_not_for_file, use.span,
                cat({"`", use.name, "` is set for containers only, so it is empty text here", more}))
        .label(file->second, "this file sets it, inside the container")
        .help("put it into `.env` beside the compose file, or pass the file with `--env-file`");
    return;
  }
  bool secret = looks_secret(use.name);
  diag::Builder report =
      secret ? sink.report(diag::rule::secret_may_be_empty, use.span, cat({"`", use.name, "` is empty if nobody sets it", more}))
             : sink.report(diag::rule::variable_without_default, use.span,
                           cat({"`", use.name, "` has no value and no default, so it is empty text if nobody sets it", more}));
  std::string wanted = cat({"${", use.name, ":?set ", use.name, "}"});
  report.help(secret ? cat({"write `", wanted, "`"}) : cat({"write `${", use.name, ":-default}`, or `", wanted, "`"}));
  report.fix("stop with a message if it is not set", diag::Safety::kUnsafe, {diag::Edit{use.span, wanted}});
}

// Keys with a variable, anywhere in the file.
void check_node(const yaml::Node& node, std::string_view above, diag::Sink& sink) {
  for (const yaml::Entry& entry : node.entries) {
    std::string_view key = entry.key->kind == yaml::Kind::kScalar ? entry.key->text : std::string_view();
    std::size_t at = key.find('$');
    bool variable =
        at != std::string_view::npos && at + 1 < key.size() && (key[at + 1] == '{' || base::is_alpha(key[at + 1]) || key[at + 1] == '_');
    if (variable) {
      diag::Builder report =
          sink.report(diag::rule::variable_in_key, entry.key->span, cat({"the variable in the key `", key, "` is not replaced"}));
      if (above == "environment" || above == "labels" || above == "args") report.help(cat({"write the list form: `- ", key, "=...`"}));
    }
    check_node(*entry.value, key, sink);
  }
  for (const yaml::Node* item : node.items) check_node(*item, above, sink);
}

}  // namespace

void check_variables(const Input& input, diag::Sink& sink) {
  Collector collector(input);
  collector.walk(input.project);
  if (!collector.uses().empty()) {
    auto in_env_files = names_of_env_files(input);
    for (const Use& use : collector.uses()) report_use(use, in_env_files, sink);
  }
}

void check_keys(const FileInput& input, diag::Sink& sink) {
  for (const yaml::Document& document : input.tree.documents)
    if (document.root != nullptr) check_node(*document.root, {}, sink);
}

}  // namespace stackc::rules::compose
