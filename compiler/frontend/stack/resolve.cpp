// References get their values. A text becomes an ir::Text (secrets stay marked); a scalar that is exactly one reference keeps the type of
// what it refers to. Who refers to whom is recorded on the way (outputs.cpp: record), with the place of the reference itself.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/security.h"
#include "diag/rules/stack.h"
#include "frontend/stack/environment.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;

constexpr std::uint32_t kMaxDepth = 64;

Value text_value(std::string text, bool quoted) {
  Value value;
  value.kind = Value::Kind::kText;
  value.text = ir::Text(std::move(text));
  value.quoted = quoted;
  return value;
}

source::Span path_span(const Node& node, const scalar::Reference& reference, std::size_t at) {
  return at < reference.path.size() ? span_of(node, reference.path[at].range) : span_of(node, reference.range);
}

}  // namespace

const Binding* Environment::find_param(std::string_view name, std::uint32_t scope) const {
  while (scope != Scope::kNone && scopes_[scope].parent != Scope::kNone) scope = scopes_[scope].parent;
  const auto& params = scope == Scope::kNone || scopes_[scope].from == nullptr ? params_ : scopes_[scope].params;
  const auto found = params.find(name);
  return found == params.end() ? nullptr : &found->second;
}

const Scope* Environment::find_loop(std::string_view name, std::uint32_t scope) const {
  for (; scope != Scope::kNone; scope = scopes_[scope].parent)
    if (scopes_[scope].loop == name && !name.empty()) return &scopes_[scope];
  return nullptr;
}

// What a reference to a parameter or loop variable stands for as a tree. known: it is such a reference; then nullptr means that there is no
// value.
const Node* Environment::find_tree(const scalar::Reference& reference, std::uint32_t scope, const ParamSpec** spec, bool& known) {
  known = false;
  const Binding* binding = nullptr;
  std::size_t at = 1;
  if (const Scope* loop = find_loop(reference.path.front().name, scope)) {
    binding = &loop->item;
    if (loop->key && reference.path.size() > 1) {
      if (reference.path[1].name == "key") {
        known = true;
        return &*loop->key;
      }
      if (reference.path[1].name != "value") return nullptr;
      at = 2;
    } else if (reference.path.size() > 1 && reference.path[1].name == "index") {
      return nullptr;
    }
  } else if (reference.path.front().name == "param" && reference.path.size() > 1) {
    binding = find_param(reference.path[1].name, scope);
    at = 2;
  }
  if (binding == nullptr) return nullptr;
  const Node* node = &binding->value;
  const ParamSpec* of = binding->spec;
  for (; at < reference.path.size(); ++at) {
    if (node == nullptr || node->is_null()) break;
    if (!node->is_map()) return nullptr;
    node = node->find(reference.path[at].name);
    if (of != nullptr) of = of->keys.empty() ? of->item() : of->key(reference.path[at].name);
  }
  known = true;
  if (spec != nullptr) *spec = of;
  return node;
}

Value Environment::evaluate(const Node& node, const Use& use) {
  if (!node.is_scalar()) {
    Value value;
    value.kind = node.is_null() ? Value::Kind::kUnset : Value::Kind::kTree;
    value.tree = node;
    return value;
  }
  if (node.text.find('$') == std::string::npos) return text_value(node.text, node.quoted);
  const bool in_template = scopes_[node.scope].from != nullptr;
  const scalar::Template parsed = scalar::parse_template(node.text, in_template);
  for (const scalar::TemplateError& error : parsed.errors) {
    diag::Builder builder =
        sink_.report(error.undotted ? rule::undotted_reference : rule::bad_reference, span_of(node, error.range), error.message);
    if (!error.help.empty()) builder.help(error.help);
  }
  if (!parsed.errors.empty()) return {};
  if (depth_ >= kMaxDepth) {
    sink_.report(rule::reference_loop, node.span, "the value is made from itself, or from too long a chain of references");
    return {};
  }
  ++depth_;
  Value out = text_value({}, true);
  if (const scalar::Reference* sole = parsed.sole_reference()) {
    out = resolve(*sole, node, use);
  } else {
    for (const scalar::Piece& piece : parsed.pieces) {
      if (const auto* literal = std::get_if<std::string>(&piece)) {
        out.text.append(*literal);
        continue;
      }
      const auto& reference = std::get<scalar::Reference>(piece);
      const Value value = resolve(reference, node, use);
      if (value.kind == Value::Kind::kText) out.text.append(value.text);
      if (value.kind == Value::Kind::kService) out.text.append(services_[value.service].name);
      if (value.kind == Value::Kind::kUnset)
        sink_.report(rule::misplaced_reference, span_of(node, reference.range), cat({"`", reference.path_text(), "` has no value here"}))
            .help("add `| default('...')`");
      if (value.kind == Value::Kind::kTree)
        sink_
            .report(rule::misplaced_reference, span_of(node, reference.range),
                    cat({"`", reference.path_text(), "` is a list or mapping and cannot stand inside a text"}))
            .help("add `| join(',')` to a list");
      if (value.kind != Value::Kind::kText && value.kind != Value::Kind::kService) out.kind = Value::Kind::kFailed;
    }
  }
  --depth_;
  return out;
}

Value Environment::resolve(const scalar::Reference& reference, const Node& node, const Use& use) {
  Value value = resolve_root(reference, node, use);
  return reference.filters.empty() ? value : filtered(std::move(value), reference, node, use);
}

Value Environment::resolve_root(const scalar::Reference& reference, const Node& node, const Use& use) {
  const std::string& root = reference.path.front().name;
  const Scope& scope = scopes_[node.scope];
  if (const Scope* loop = find_loop(root, node.scope)) {
    if (reference.path.size() > 1 && reference.path[1].name == "index") return text_value(std::to_string(loop->index), false);
    if (loop->key && reference.path.size() > 1 && reference.path[1].name == "key") return evaluate(*loop->key, use);
    const std::size_t skip = loop->key && reference.path.size() > 1 && reference.path[1].name == "value" ? 2 : 1;
    return walk(loop->item, reference, skip, node, use);
  }
  if (reference.path.size() < 2) {
    sink_.report(rule::undotted_reference, span_of(node, reference.range), cat({"`${", root, "}` has no dot and is no loop variable"}));
    return {};
  }
  if (root == "param") {
    const Binding* binding = find_param(reference.path[1].name, node.scope);
    if (binding == nullptr) {
      std::vector<std::string_view> names;
      for (const auto& [name, unused] : scope.from == nullptr ? params_ : scope.params) names.push_back(name);
      sink_.report(rule::unknown_name, path_span(node, reference, 1), cat({"there is no parameter `", reference.path[1].name, "`"}))
          .help(suggestion(reference.path[1].name, names, "parameters"));
      return {};
    }
    if (scope.from == nullptr) return walk(*binding, reference, 2, node, use);
    Use through = use;  // a parameter of a template: what it leads to is the user's doing
    if (use.where.rfind("env ", 0) != 0) through.where = cat({"with.", reference.path[1].name});
    return walk(*binding, reference, 2, node, through);
  }
  if (root == "self") {
    if (scope.service != kNoService) return output(scope.service, reference, 1, node, use);
    sink_.report(rule::unknown_name, path_span(node, reference, 0),
                 "`self` is the service that a text belongs to, and this belongs to none");
    return {};
  }
  if (root == "secret") return secret(reference, node);
  if (root == "env" || root == "git" || root == "stack" || root == "host" || root == "health") return fixed_word(reference, node, use);
  const std::optional<std::size_t> service = find_service(root);
  if (!service) {
    unknown_service(root, path_span(node, reference, 0));
    return {};
  }
  return output(*service, reference, 1, node, use);
}

Value Environment::walk(const Binding& binding, const scalar::Reference& reference, std::size_t at, const Node& node, const Use& use) {
  const Node* value = &binding.value;
  const ParamSpec* spec = binding.spec;
  while (at < reference.path.size() && value != nullptr && !value->is_scalar() && !value->is_null()) {
    const scalar::Segment& segment = reference.path[at];
    if (value->is_list()) {
      const auto index = segment.index ? base::parse_uint(segment.name) : std::nullopt;
      value = index && *index < value->items.size() ? &value->items[static_cast<std::size_t>(*index)] : nullptr;
      spec = spec == nullptr ? nullptr : spec->item();
    } else {
      value = value->find(segment.name);
      if (spec != nullptr) spec = spec->keys.empty() ? spec->item() : spec->key(segment.name);
    }
    ++at;
  }
  Value out;
  if (value == nullptr || value->is_null()) {
    out.kind = Value::Kind::kUnset;
    return out;
  }
  if (spec != nullptr && spec->shape == ParamSpec::Shape::kService && value->is_scalar()) {
    const std::optional<std::size_t> target = named_service(*value, use);
    if (!target) return out;
    if (at < reference.path.size()) {
      Use through = use;
      through.edge = spec->edge;
      if (use.where.rfind("env", 0) != 0) through.where = cat({"with.", spec->name});
      if (value->by == ir::By::kUser) through.site = value->origin();
      return output(*target, reference, at, node, through);
    }
    out.kind = Value::Kind::kService;
    out.service = *target;
    return out;
  }
  if (at < reference.path.size()) {
    sink_.report(rule::unknown_output, path_span(node, reference, at),
                 cat({"`", reference.path[at].name, "`: the value before the dot is a single text"}));
    return out;
  }
  return evaluate(*value, use);
}

Value Environment::secret(const scalar::Reference& reference, const Node& node) {
  const auto found = secrets_.find(reference.path[1].name);
  if (found == secrets_.end()) {
    std::vector<std::string_view> names;
    for (const auto& [name, unused] : secrets_) names.push_back(name);
    sink_.report(rule::unknown_name, path_span(node, reference, 1), cat({"there is no secret `", reference.path[1].name, "`"}))
        .help(suggestion(reference.path[1].name, names, "secrets"));
    return {};
  }
  Value value = text_value({}, true);
  value.text.append(ir::SecretPart{found->second, ir::Encoding::kNone});
  return value;
}

// env.name, env.mode, stack.name, git.sha, git.tag, git.branch, host.gateway, and health.* inside probes.
Value Environment::fixed_word(const scalar::Reference& reference, const Node& node, const Use& use) {
  const std::string& root = reference.path.front().name;
  const std::string& word = reference.path[1].name;
  std::vector<std::string_view> words;
  if (reference.path.size() > 2) {
    sink_.report(rule::unknown_output, path_span(node, reference, 2), cat({"`", root, ".", word, "` is a single text"}));
    return {};
  }
  Value symbol = text_value({}, true);
  if (root == "env") {
    if (word == "name") return text_value(info_.name, true);
    if (word == "mode") return text_value(info_.mode == ir::Mode::kDev ? "dev" : "prod", true);
    words = {"name", "mode"};
  } else if (root == "stack") {
    if (word == "name") return text_value(stack_.name.value, true);
    words = {"name"};
  } else if (root == "git") {
    words = {"sha", "tag", "branch"};
    if (word == "sha") symbol.text.append(ir::Symbol::kGitSha);
    if (word == "tag") symbol.text.append(ir::Symbol::kGitTag);
    if (word == "branch") symbol.text.append(ir::Symbol::kGitBranch);
  } else if (root == "host") {
    words = {"gateway"};
    if (word == "gateway") symbol.text.append(ir::Symbol::kHostGateway);
  } else if (use.health != nullptr) {
    if (word == "port") return text_value(use.health->port_text.empty() ? std::to_string(use.health->port) : use.health->port_text, false);
    if (word == "path") return text_value(use.health->path, true);
    if (word == "timeout") return text_value(std::to_string(use.health->timeout), false);
    words = {"port", "path", "timeout"};
  } else {
    sink_.report(rule::unknown_name, path_span(node, reference, 0), "`health` is known only in the probes of a template");
    return {};
  }
  if (!symbol.text.empty()) return symbol;
  diag::Builder builder = sink_.report(rule::unknown_name, path_span(node, reference, 1), cat({"there is no `", root, ".", word, "`"}));
  builder.help(root == "env"
                   ? cat({"`env` is the environment being compiled; a parameter is `${param.", word, "}`, a secret `${secret.", word, "}`"})
                   : suggestion(word, words, "words"));
  return {};
}

std::optional<std::size_t> Environment::find_service(std::string_view name) const {
  const auto found = index_.find(name);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

void Environment::unknown_service(const std::string& name, source::Span span) {
  if (const auto found = left_out_.find(name); found != left_out_.end()) {
    sink_.report(rule::unknown_name, span, cat({"`", name, "` is not part of environment `", info_.name, "`"}))
        .label(found->second, "`when` names the environments that have it");
    return;
  }
  std::vector<std::string_view> names;
  for (const ServiceModel& service : services_) names.push_back(service.name);
  sink_.report(rule::unknown_name, span, cat({"there is no service or task `", name, "`"}))
      .help(suggestion(name, names, "services and tasks"));
}

std::optional<std::size_t> Environment::named_service(const Node& scalar, const Use& use) {
  Use quiet = use;
  quiet.record = false;
  const std::optional<std::string> name = plain_of(scalar, quiet);
  if (!name) return std::nullopt;
  const std::optional<std::size_t> found = find_service(*name);
  if (!found) unknown_service(*name, scalar.span);
  return found;
}

// ---------------------------------------------------------------- texts for lowering

ir::Text Environment::text_of(const Node& node, const Use& use, bool* good) {
  const Value value = evaluate(node, use);
  if (good != nullptr) *good = value.kind == Value::Kind::kText || value.kind == Value::Kind::kService;
  if (value.kind == Value::Kind::kService) return ir::Text(services_[value.service].name);
  if (value.kind == Value::Kind::kTree)
    sink_.report(rule::misplaced_reference, node.span, "a single text stands here, not a list or mapping");
  return value.text;
}

// Text that must be known now and must not hold a secret.
std::optional<std::string> Environment::plain_text(const ir::Text& text, const Node& node) {
  if (text.has_secret()) {
    sink_.report(rule::secret_in_plain_text, node.span, "a secret would be written here in plain text")
        .help("hand it over as a variable of a service: `env: {NAME: ${secret...}}`");
    return std::nullopt;
  }
  std::optional<std::string> plain = text.plain();
  if (!plain)
    sink_.report(rule::misplaced_reference, node.span, "this value is known only where the stack runs, but it is needed now")
        .help("`git.*` and `host.*` may stand in variables and commands");
  return plain;
}

std::optional<std::string> Environment::plain_of(const Node& node, const Use& use) {
  bool good = false;
  const ir::Text text = text_of(node, use, &good);
  return good ? plain_text(text, node) : std::nullopt;
}

std::vector<ir::Text> Environment::texts_of(const Node& list, const Use& use) {
  std::vector<ir::Text> out;
  if (list.is_scalar()) {
    const Value value = evaluate(list, use);
    if (value.kind == Value::Kind::kText) out.push_back(value.text);
    for (const Node& item : value.tree.items) out.push_back(text_of(item, use));
    return out;
  }
  for (const Node& item : list.items) {
    const Value value = evaluate(item, use);
    if (value.kind == Value::Kind::kText) out.push_back(value.text);
    if (value.kind == Value::Kind::kService) out.emplace_back(services_[value.service].name);
    if (value.kind != Value::Kind::kTree) continue;
    if (value.tree.is_map()) sink_.report(rule::misplaced_reference, item.span, "a single text stands here, not a mapping");
    for (const Node& inner : value.tree.items) out.push_back(text_of(inner, use));
  }
  return out;
}

std::vector<std::string> Environment::plains_of(const Node& list, const Use& use) {
  std::vector<std::string> out;
  for (const ir::Text& text : texts_of(list, use))
    if (std::optional<std::string> plain = plain_text(text, list)) out.push_back(std::move(*plain));
  return out;
}

}  // namespace stackc::frontend
