// The front end as a whole: reads the file, checks it, and compiles each environment.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "diag/rules/files.h"
#include "diag/rules/stack.h"
#include "frontend/stack/check.h"
#include "frontend/stack/environment.h"
#include "frontend/stack/merge.h"
#include "frontend/stack/stack.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;
using schema::Object;

constexpr std::array<std::string_view, 9> kReserved{"param", "secret", "env", "git", "stack", "self", "volume", "host", "task"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kTargets{
    {{"compose", "compose"}, {"kubernetes", "kubernetes"}, {"k8s", "kubernetes"}, {"swarm", "swarm"}}};

std::vector<std::string_view> member_names(const Node* map) {
  std::vector<std::string_view> names;
  if (map != nullptr)
    for (const Member& member : map->members) names.push_back(member.key);
  return names;
}

// The comment lines right above a line, without `#`.
std::string doc_above(const source::SourceManager& sources, const std::set<std::uint32_t>& comment_lines, source::Span key) {
  std::vector<std::string> lines;
  std::uint32_t line = sources.position(key.file, key.begin).line;
  while (line > 1 && comment_lines.contains(line - 1)) {
    --line;
    std::string_view text = base::trim(sources.line_text(key.file, line));
    while (!text.empty() && text.front() == '#') text.remove_prefix(1);
    lines.emplace_back(base::trim(text));
  }
  std::reverse(lines.begin(), lines.end());
  return base::join(lines, "\n");
}

std::map<std::string, std::string> read_docs(const source::SourceManager& sources, source::FileId file, const yaml::Tree& tree,
                                             const Node& root) {
  std::set<std::uint32_t> lines;
  for (const yaml::Comment& comment : tree.comments)
    if (comment.own_line) lines.insert(sources.position(file, comment.span.begin).line);
  std::map<std::string, std::string> docs;
  for (const char* key : {"services", "tasks"})
    if (const Node* group = root.find(key))
      for (const Member& member : group->members)
        if (std::string doc = doc_above(sources, lines, member.key_span); !doc.empty()) docs.emplace(member.key, std::move(doc));
  return docs;
}

// Services, tasks and volumes share one set of names; some belong to the language.
void check_names(const Node& root, diag::Sink& sink) {
  std::map<std::string_view, const Member*> seen;
  for (const char* key : {"services", "tasks", "volumes"}) {
    const Node* group = root.find(key);
    if (group == nullptr) continue;
    for (const Member& member : group->members) {
      if (std::find(kReserved.begin(), kReserved.end(), member.key) != kReserved.end())
        sink.report(rule::reserved_name, member.key_span,
                    cat({"`", member.key, "` is a word of the language and cannot be a name in `", key, "`"}));
      const auto [first, fresh] = seen.emplace(member.key, &member);
      if (!fresh)
        sink.report(rule::duplicate_name, member.key_span, cat({"the name `", member.key, "` is given twice"}))
            .label(first->second->key_span, "first given here");
    }
  }
}

// A chain of environments: each extends the next. None if it runs in a circle or names what is not there; that was reported.
std::optional<std::vector<const Member*>> chain_of(const Node& environments, const Member& member, diag::Sink& sink) {
  std::vector<const Member*> chain{&member};
  for (;;) {
    const Node* extends = chain.back()->value.find("extends");
    if (extends == nullptr || !extends->is_scalar()) break;
    const Member* next = environments.member(extends->text);
    if (next == nullptr) {
      sink.report(rule::unknown_environment, extends->span, cat({"there is no environment `", extends->text, "`"}))
          .help(suggestion(extends->text, member_names(&environments), "environments"));
      return std::nullopt;
    }
    if (std::find(chain.begin(), chain.end(), next) != chain.end()) {
      // Every environment of the circle comes here; the first declared one tells.
      if (next != chain.front() || std::any_of(chain.begin(), chain.end(), [&](const Member* link) { return link < next; }))
        return std::nullopt;
      std::string path;
      for (const Member* link : chain) path += cat({"`", link->key, "` extends "});
      sink.report(rule::extends_cycle, extends->span, cat({path, "`", next->key, "`, which is a circle"}));
      return std::nullopt;
    }
    chain.push_back(next);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

void check_when(const Node& group, const Node* environments, diag::Sink& sink) {
  for (const Member& member : group.members) {
    const Node* when = member.value.find("when");
    if (when == nullptr) continue;
    for (const Node& item : when->items)
      if (item.is_scalar() && (environments == nullptr || environments->find(item.text) == nullptr))
        sink.report(rule::unknown_environment, item.span, cat({"there is no environment `", item.text, "`"}))
            .help(suggestion(item.text, member_names(environments), "environments"));
  }
}

// An environment changes what is declared; it adds nothing.
void check_overrides(const Node& root, const Member& environment, diag::Sink& sink) {
  for (const char* key : {"services", "tasks", "volumes", "params"}) {
    const Node* changes = environment.value.find(key);
    if (changes == nullptr || !changes->is_map()) continue;
    const Node* declared = root.find(key);
    for (const Member& member : changes->members)
      if (declared == nullptr || declared->find(member.key) == nullptr)
        sink.report(rule::unknown_override, member.key_span,
                    cat({"environment `", environment.key, "` changes `", member.key, "`, but `", key, "` does not declare it"}))
            .help(suggestion(member.key, member_names(declared), key));
    if (std::string_view(key) == "services" || std::string_view(key) == "tasks") check_when(*changes, root.find("environments"), sink);
  }
}

std::vector<std::string> read_targets(const Node& emit, diag::Sink& sink) {
  std::vector<std::string> out;
  for (const Node& item : emit.items) {
    if (!item.is_scalar() || item.text == "...") continue;
    const auto found = std::find_if(kTargets.begin(), kTargets.end(), [&](const auto& target) { return target.first == item.text; });
    if (found == kTargets.end()) {
      sink.report(rule::unknown_target, item.span, cat({"there is no target `", item.text, "`"}))
          .help(suggestion(item.text, {"compose", "kubernetes", "swarm"}, "targets"));
      continue;
    }
    if (std::find(out.begin(), out.end(), found->second) == out.end()) out.emplace_back(found->second);
  }
  return out;
}

// mode, emit, deliver and the values of parameters, the last of the chain wins; and the patch on services, tasks, volumes, ci, extra.
void apply_chain(const std::vector<const Member*>& chain, EnvironmentInfo& info, Node& root, std::vector<Member>& params,
                 diag::Sink& sink) {
  Node emit;
  for (const Member* link : chain) {
    const Node& node = link->value;
    if (const Node* mode = node.find("mode"); mode != nullptr && mode->is_scalar())
      info.mode = mode->text == "dev" ? ir::Mode::kDev : ir::Mode::kProd;
    if (const Node* list = node.find("emit"); list != nullptr && list->is_list()) merge(emit, *list, Object::kNoObject);
    if (const Node* secrets = node.find("secrets"))
      if (const Node* deliver = secrets->find("deliver"); deliver != nullptr && deliver->is_scalar())
        info.deliver = deliver->text == "file"       ? ir::Deliver::kFile
                       : deliver->text == "external" ? ir::Deliver::kExternal
                                                     : ir::Deliver::kEnv;
    if (const Node* values = node.find("params")) params.insert(params.end(), values->members.begin(), values->members.end());
    Node patch = make_map(node);
    for (const Member& member : node.members) {
      if (member.key != "services" && member.key != "tasks" && member.key != "volumes" && member.key != "ci" && member.key != "extra")
        continue;
      patch.members.push_back(member);
      const Node* declared = root.find(member.key);
      if (member.key != "ci" && member.key != "extra")
        std::erase_if(patch.members.back().value.members,
                      [&](const Member& change) { return declared == nullptr || declared->find(change.key) == nullptr; });
    }
    merge(root, patch, Object::kStack);
  }
  info.emit = read_targets(emit, sink);
  if (emit.is_null()) info.emit = {"compose"};
}

void check_stack(const Node& root, diag::Sink& sink) {
  const source::Span at = root.members.empty() ? root.span : root.members.front().key_span;
  check_object(root, Object::kStack, at, {}, sink);
  if (const Node* language = root.find("language"); language != nullptr && language->is_scalar() && language->text != "1")
    sink.report(rule::unsupported_language, language->span, cat({"language `", language->text, "` is not known to this program"}))
        .help("write `language: 1`");
  check_names(root, sink);
  const Node* environments = root.find("environments");
  for (const char* key : {"services", "tasks"})
    if (const Node* group = root.find(key)) check_when(*group, environments, sink);
  if (environments != nullptr)
    for (const Member& member : environments->members) {
      if (!member.value.is_map()) continue;
      if (member.value.find("extends") == nullptr && member.value.find("mode") == nullptr)
        sink.report(rule::missing_key, member.key_span, cat({"environment `", member.key, "` needs `mode:`"}))
            .help("write `mode: dev` or `mode: prod`, or `extends:` another environment");
      check_object(member.value, Object::kEnvironment, member.key_span, {.patch = true}, sink);
      check_overrides(root, member, sink);
    }
}

// Two environments find the same mistakes; each has a sink of its own, so that we know which of them is sound.
void forward(const diag::Sink& from, diag::Sink& to) {
  for (const diag::Diagnostic& item : from.all()) {
    diag::Builder builder = to.report(item.rule, item.span, item.message);
    if (!item.primary.empty()) builder.primary(item.primary);
    for (const diag::Label& label : item.labels) builder.label(label.span, label.text);
    for (const std::string& help : item.help) builder.help(help);
    for (const diag::Fix& fix : item.fixes) builder.fix(fix.title, fix.safety, fix.edits);
  }
}

}  // namespace

StackResult compile_stack(source::SourceManager& sources, source::FileId file, const Library& library, const StackOptions& options,
                          diag::Sink& sink) {
  StackResult result;
  result.project.source_path = sources.path(file);
  const std::size_t errors = sink.errors();
  const yaml::Tree tree = yaml::read(sources, file, sink);
  if (sink.errors() != errors) return result;
  Node root = convert(tree, sources, ir::By::kUser, sink);
  if (root.is_null()) {
    sink.report(rule::empty_input, {file, 0, 0}, "the file is empty").help("a stack file has at least `stack:` and `services:`");
    return result;
  }
  check_stack(root, sink);
  if (!root.is_map()) return result;
  write_out(root, Object::kStack);
  const std::map<std::string, std::string> docs = read_docs(sources, file, tree, root);
  const std::vector<ParamSpec> params = read_params(root.find("params"), false, sink);
  diag::Sink template_sink;
  Templates templates(sources, library, template_sink);
  const Node* declared = root.find("environments");
  Node environments = declared == nullptr ? make_map(root) : *declared;
  if (environments.members.empty()) {
    Node dev = make_map(root);
    dev.members.push_back({"mode", root.span, make_scalar("dev", root, false)});
    environments.members.push_back({"dev", root.members.empty() ? root.span : root.members.front().key_span, std::move(dev)});
  }
  std::erase_if(root.members, [](const Member& member) { return member.key == "environments"; });
  const bool sound = sink.errors() == errors;
  for (const Member& member : environments.members) {
    if (!options.environments.empty() &&
        std::find(options.environments.begin(), options.environments.end(), member.key) == options.environments.end())
      continue;
    diag::Sink own;
    const std::optional<std::vector<const Member*>> chain = chain_of(environments, member, own);
    if (chain) {
      EnvironmentInfo info;
      info.name = member.key;
      info.span = member.key_span;
      Node merged = root;
      std::vector<Member> values;
      apply_chain(*chain, info, merged, values, own);
      Environment environment(std::move(info), templates, sources, own);
      ir::Stack stack = environment.compile(std::move(merged), params, values, docs);
      if (options.model) result.model += environment.dump();
      if (sound && !own.has_errors() && !template_sink.has_errors()) result.project.stacks.push_back(std::move(stack));
    }
    forward(own, sink);
  }
  forward(template_sink, sink);
  return result;
}

}  // namespace stackc::frontend
