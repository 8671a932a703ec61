#include "frontend/stack/template.h"

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/check.h"

namespace stackc::frontend {

using base::cat;

const ParamSpec* Template::param(std::string_view wanted) const {
  for (const ParamSpec& spec : params)
    if (spec.name == wanted) return &spec;
  return nullptr;
}

const Template* Templates::find(const std::string& name) {
  if (const auto found = loaded_.find(name); found != loaded_.end()) return &found->second;
  if (missing_.contains(name)) return nullptr;
  std::optional<std::string> text = library_.text(name);
  if (!text) {
    missing_.emplace(name, true);
    return nullptr;
  }
  Template& result = loaded_[name];
  result.name = name;
  load(result, std::move(*text));
  return &result;
}

void Templates::load(Template& result, std::string text) {
  const std::size_t errors = sink_.errors();
  const source::FileId file = sources_.add(library_.path(result.name), std::move(text));
  const yaml::Tree tree = yaml::read(sources_, file, sink_);
  if (sink_.errors() != errors) return;
  result.root = convert(tree, sources_, ir::By::kStdlib, sink_);
  const source::Span at{file, 0, 0};
  check_object(result.root, schema::Object::kTemplate, at, {.conditions = true}, sink_);
  if (const Node* family = result.root.find("family"); family != nullptr && family->is_scalar()) result.family = family->text;
  if (const Node* name = result.root.find("template"); name != nullptr && name->is_scalar() && name->text != result.name)
    sink_.report(diag::rule::bad_template, name->span,
                 cat({"the template calls itself `", name->text, "`, but its file is `", result.name, "`"}));
  result.params = read_params(result.root.find("params"), true, sink_);
  result.usable = sink_.errors() == errors;
}

}  // namespace stackc::frontend
