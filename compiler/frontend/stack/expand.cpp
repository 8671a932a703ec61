// Templates become services: parameters bound, `$if`, `$each`, `$first`, `$value` gone, lists spliced. References stay in the texts, each
// with the scope that it is meant in.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/check.h"
#include "frontend/stack/environment.h"
#include "frontend/stack/merge.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;

constexpr std::size_t kMaxExpanded = 4'000'000;  // nodes that templates may give in one environment

// The one reference that the whole text is, without filters.
std::optional<scalar::Reference> sole_reference(const Node& node) {
  if (!node.has_reference()) return std::nullopt;
  const scalar::Template parsed = scalar::parse_template(node.text, true);
  const scalar::Reference* reference = parsed.sole_reference();
  if (reference == nullptr) return std::nullopt;
  return *reference;
}

bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  return name.size() + 1 >= pattern.size() && name.starts_with(pattern.substr(0, star)) && name.ends_with(pattern.substr(star + 1));
}

}  // namespace

void Environment::expand_service(ServiceModel& service) {
  const Node* use = service.user.find("use");
  Node defaults = make_map(service.user);
  if (use != nullptr && use->is_scalar()) {
    service.from = templates_.find(use->text);
    if (service.from == nullptr) {
      const std::vector<std::string> names = templates_.names();
      const std::vector<std::string_view> views(names.begin(), names.end());
      std::string help = suggestion(use->text, views, "templates");
      const std::string slashed = cat({"/", use->text});
      for (const std::string& name : names)
        if (name.ends_with(slashed)) help = cat({"did you mean `", name, "`?"});
      sink_.report(rule::unknown_template, use->span, cat({"there is no template `", use->text, "`"})).help(std::move(help));
      service.usable = false;
    } else if (!service.from->usable) {
      service.usable = false;
    }
  }
  if (service.from != nullptr && service.usable) {
    Scope scope;
    scope.service = index_.find(service.name)->second;
    scope.from = service.from;
    bind_template_params(service, scope);
    service.template_scope = add_scope(std::move(scope));
    if (!service.usable) return;
    defaults = section(service, "service");
    std::optional<Node> dev;
    if (const Node* found = defaults.find("dev")) dev = *found;
    std::erase_if(defaults.members, [](const Member& member) { return member.key == "dev"; });
    check_object(defaults, schema::Object::kService, defaults.span, {.patch = true}, sink_);
    write_out(defaults, schema::Object::kService);
    if (const Node* command = defaults.find("command")) service.template_command = *command;
    if (dev) {
      check_object(*dev, schema::Object::kService, dev->span, {.patch = true}, sink_);
      write_out(*dev, schema::Object::kService);
      if (const Node* command = dev->find("command")) service.dev_command = *command;
      if (const Node* mounts = dev->find("mounts")) service.dev_mounts = *mounts;
      std::erase_if(dev->members, [](const Member& member) { return member.key == "command" || member.key == "mounts"; });
      if (info_.mode == ir::Mode::kDev) merge(defaults, *dev, schema::Object::kService);
    }
    service.outputs = section(service, "outputs");
    for (Member& member : service.outputs.members) write_out(member.value, schema::Object::kOutput);
    service.facts = section(service, "facts");
    const Node* image = service.from->section("image");
    service.built = image != nullptr && image->find("build") != nullptr;
    if (!service.built) service.image = section(service, "image");  // a build is large: it is expanded when it is lowered, and not kept
    service.requires_list = section(service, "requires");
    check_object(service.facts, schema::Object::kFacts, service.facts.span, {.patch = true}, sink_);
    check_object(service.image, schema::Object::kImageSource, service.image.span, {.patch = true}, sink_);
  }
  check_image_source(service);
  service.model = std::move(defaults);
  merge(service.model, service.user, service.task ? schema::Object::kTask : schema::Object::kService);
  if (const Node* extra = service.model.find("extra")) service.extra = *extra;  // its nulls mean something
  std::erase_if(service.model.members, [](const Member& member) { return member.key == "extra"; });
  drop_nulls(service.model);
  report_splices(service.extra, sink_);
  report_splices(service.model, sink_);
}

// A service has a template or an image; a task runs in the image of a service.
void Environment::check_image_source(const ServiceModel& service) {
  const Node* use = service.user.find("use");
  const Node* other = service.user.find(service.task ? "image_of" : "image");
  const bool has_use = use != nullptr && !use->is_null();
  const bool has_other = other != nullptr && !other->is_null();
  const std::string_view word = service.task ? "image_of" : "image";
  if (has_use && has_other)
    sink_
        .report(rule::conflicting_keys, service.user.member(word)->key_span,
                cat({"`", service.name, "` has `use:` and `", word, ":`, but only one of them can give its image"}))
        .label(service.user.member("use")->key_span, "the template gives an image");
  if (!has_use && !has_other)
    sink_.report(rule::missing_key, service.span, cat({"`", service.name, "` has no image: it needs `use:` or `", word, ":`"}))
        .help(service.task ? "`image_of: api` runs the task in the image of a service"
                           : "`use: data/postgres` takes a template, `image: nginx:1.28` an image as it is");
  const Node* with = service.user.find("with");
  if (!has_use && with != nullptr && !with->is_null())
    sink_.report(rule::conflicting_keys, service.user.member("with")->key_span,
                 "`with:` gives the parameters of a template, and there is no `use:`");
}

Node Environment::section(const ServiceModel& service, std::string_view key) {
  const Node* found = service.from->section(key);
  if (found == nullptr) return make_map(service.from->root);
  return expand(*found, service.template_scope).value_or(make_map(*found));
}

void Environment::bind_template_params(ServiceModel& service, Scope& scope) {
  const Node* with = service.user.find("with");
  std::vector<std::string_view> names;
  for (const ParamSpec& spec : service.from->params) names.push_back(spec.name);
  if (with != nullptr && !with->is_map() && !with->is_null()) {
    sink_.report(rule::wrong_type, with->span, "`with` takes a mapping: parameter to value");
    service.usable = false;
    return;
  }
  if (with != nullptr) {
    for (const Member& member : with->members) {
      if (service.from->param(member.key) != nullptr) continue;
      diag::Builder builder = sink_.report(rule::unknown_param, member.key_span,
                                           cat({"template `", service.from->name, "` has no parameter `", member.key, "`"}));
      if (schema::find_key(schema::Object::kService, member.key) != nullptr) {
        builder.help(cat({"`", member.key, "` is a key of the service: write it beside `with`"}));
      } else {
        builder.help(suggestion(member.key, names, "parameters"));
      }
    }
  }
  for (const ParamSpec& spec : service.from->params) {
    Binding& binding = scope.params[spec.name];
    binding.spec = &spec;
    const Node* given = with == nullptr ? nullptr : with->find(spec.name);
    if (given != nullptr && !given->is_null()) {
      binding.value = *given;
      drop_nulls(binding.value);
      const bool good = check_param(spec, binding.value, sink_);
      if (good) check_service_params(spec, binding.value);
      if (good) evaluate_param(spec, binding.value);
      service.usable = service.usable && good;
      continue;
    }
    if (spec.required) {
      const source::Span at = with == nullptr ? service.span : service.user.member("with")->key_span;
      diag::Builder builder =
          sink_.report(rule::missing_param, at, cat({"template `", service.from->name, "` needs parameter `", spec.name, "`"}));
      if (!spec.doc.empty()) builder.help(cat({"`", spec.name, "`: ", spec.doc}));
      service.usable = false;
      continue;
    }
    binding.value = spec.default_value;
  }
  const auto own = static_cast<std::uint32_t>(scopes_.size());  // the scope that add_scope makes of it
  for (const ParamSpec& spec : service.from->params) {
    Binding& binding = scope.params[spec.name];
    if (binding.value.by == ir::By::kStdlib) set_scope(binding.value, own);
    for (Member& member : binding.value.members)
      if (member.value.by == ir::By::kStdlib) set_scope(member.value, own);  // filled defaults of closed keys
  }
}

// Names of services in a value: they exist and are of the right kind.
void Environment::check_service_params(const ParamSpec& spec, const Node& value) {
  if (spec.shape == ParamSpec::Shape::kService) {
    const std::optional<std::size_t> target = named_service(value, {.record = false});
    if (!target || spec.kind.empty()) return;
    const Node* use = services_[*target].user.find("use");
    if (use != nullptr && matches(spec.kind, use->text)) return;
    sink_
        .report(rule::wrong_kind, value.span,
                cat({"`", spec.name, "` takes a service that uses `", spec.kind, "`, but `", services_[*target].name, "` ",
                     use == nullptr ? "uses no template" : cat({"uses `", use->text, "`"})}))
        .label(services_[*target].span, cat({"`", services_[*target].name, "` is declared here"}));
    return;
  }
  for (const Node& item : value.items)
    if (spec.item() != nullptr) check_service_params(*spec.item(), item);
  for (const Member& member : value.members) {
    const ParamSpec* inner = spec.keys.empty() ? spec.item() : spec.key(member.key);
    if (inner != nullptr) check_service_params(*inner, member.value);
  }
}

// A value made of parameters of the stack alone has its text now, so its type can be checked now.
void Environment::evaluate_param(const ParamSpec& spec, Node& value) {
  if (spec.shape != ParamSpec::Shape::kScalar || !value.has_reference()) return;
  const scalar::Template parsed = scalar::parse_template(value.text);
  for (const scalar::Piece& piece : parsed.pieces)
    if (const auto* reference = std::get_if<scalar::Reference>(&piece))
      if (const std::string& root = reference->path.front().name; root != "param" && root != "env" && root != "stack") return;
  const Value result = evaluate(value, {.record = false});
  const std::optional<std::string> text = result.kind == Value::Kind::kText ? result.text.plain() : std::nullopt;
  if (!text) return;
  Node literal = make_scalar(*text, value, result.quoted);
  if (!check_param_text(spec, literal, sink_)) return;
  literal.text = base::replace_all(literal.text, "${", "$${");
  value = std::move(literal);
}

std::optional<Node> Environment::expand(const Node& node, std::uint32_t scope) {
  if (spent_) return std::nullopt;
  if (++expanded_ > kMaxExpanded) {
    spent_ = true;
    sink_.report(rule::expansion_budget, node.span, "the templates of this environment expand to more than 4,000,000 values");
    return std::nullopt;
  }
  if (node.is_map()) return expand_map(node, scope);
  if (node.is_list()) {
    Node out = make_map(node);
    out.kind = Kind::kList;
    out.scope = scope;
    expand_items(node, scope, out);
    return out;
  }
  Node out = node;
  out.scope = scope;
  const std::optional<scalar::Reference> reference = sole_reference(node);
  if (!reference) return out;
  bool known = false;
  const Node* tree = find_tree(*reference, scope, nullptr, known);
  if (!known) return out;
  const bool defaulted = std::any_of(reference->filters.begin(), reference->filters.end(),
                                     [](const scalar::Filter& filter) { return filter.name == "default"; });
  if (tree == nullptr || tree->is_null()) return defaulted ? std::optional<Node>(out) : std::nullopt;
  if (!tree->is_scalar() && reference->filters.empty()) return *tree;
  return out;
}

std::optional<Node> Environment::expand_map(const Node& node, std::uint32_t scope) {
  if (const Node* first = node.find("$first")) {
    for (const Node& item : first->items)
      if (std::optional<Node> found = expand(item, scope)) return found;
    return std::nullopt;
  }
  if (const Node* conditions = node.find("$if"); conditions != nullptr && !conditions_hold(*conditions, scope)) return std::nullopt;
  if (const Node* value = node.find("$value")) return expand(*value, scope);
  Node out = make_map(node);
  out.scope = scope;
  if (node.find("$each") != nullptr)
    expand_each(node, scope, [&](Node item) { std::move(item.members.begin(), item.members.end(), std::back_inserter(out.members)); });
  for (const Member& member : node.members) {
    if (member.key.starts_with("$")) continue;
    std::optional<Node> value = expand(member.value, scope);
    if (!value) continue;
    std::string key = member.key;
    if (scalar::may_be_template(key)) {
      Node text = make_scalar(key, node, true);
      text.scope = scope;
      text.span = member.key_span;
      key = plain_of(text, {.record = false}).value_or(key);
    }
    out.members.push_back({std::move(key), member.key_span, std::move(*value)});
  }
  return out;
}

void Environment::expand_items(const Node& list, std::uint32_t scope, Node& out) {
  const auto splice = [&](Node item) {
    if (item.is_list()) {
      std::move(item.items.begin(), item.items.end(), std::back_inserter(out.items));
    } else {
      out.items.push_back(std::move(item));
    }
  };
  for (const Node& item : list.items) {
    if (item.is_map() && item.find("$each") != nullptr) {
      if (const Node* conditions = item.find("$if"); conditions == nullptr || conditions_hold(*conditions, scope))
        expand_each(item, scope, splice);
      continue;
    }
    std::optional<Node> value = expand(item, scope);
    if (!value) continue;
    if (item.is_list()) {
      out.items.push_back(std::move(*value));
    } else {
      splice(std::move(*value));
    }
  }
}

void Environment::expand_each(const Node& loop, std::uint32_t scope, const std::function<void(Node)>& take) {
  const Node* over = loop.find("$each");
  const Node* as = loop.find("$as");
  const Node* body = loop.find("$item");
  if (over == nullptr || as == nullptr || body == nullptr || !as->is_scalar()) {
    sink_.report(rule::bad_template, loop.span, "a loop needs `$each`, `$as` and `$item`");
    return;
  }
  const ParamSpec* spec = nullptr;
  bool known = false;
  const std::optional<scalar::Reference> reference = sole_reference(*over);
  const Node* tree = over->is_list() ? over : nullptr;
  if (reference) tree = find_tree(*reference, scope, &spec, known);
  if (reference && !known)
    sink_.report(rule::bad_template, over->span, cat({"`", reference->path_text(), "` is no parameter or loop variable"}));
  if (tree == nullptr) return;
  const Node source = *tree;  // scopes_ grows below
  const ParamSpec* item_spec = spec == nullptr ? nullptr : spec->item();
  std::size_t index = 0;
  const auto turn = [&](const Node& value, const Member* member) {
    Scope inner;
    inner.parent = scope;
    inner.service = scopes_[scope].service;
    inner.from = scopes_[scope].from;
    inner.loop = as->text;
    inner.item = {member != nullptr && spec != nullptr && !spec->keys.empty() ? spec->key(member->key) : item_spec, value};
    if (member != nullptr) {
      inner.key = make_scalar(base::replace_all(member->key, "${", "$${"), value, true);
      inner.key->span = member->key_span;
    }
    inner.index = ++index;
    if (std::optional<Node> item = expand(*body, add_scope(std::move(inner)))) take(std::move(*item));
  };
  for (const Node& item : source.items) turn(item, nullptr);
  for (const Member& member : source.members) turn(member.value, &member);
}

}  // namespace stackc::frontend
