// `extends`: a service laid over another one, of this file or of another, whose own `extends` was applied before.
#include "base/text.h"
#include "diag/rules/compose.h"
#include "diag/rules/style.h"
#include "frontend/compose/load.h"
#include "syntax/forms/forms.h"

namespace stackc::compose {

namespace rule = diag::rule;
namespace table = schema::compose;
using model::Value;

namespace {

// What is being extended at the moment; the loader knows it by the text of `file`, or the path of the file that it reads.
struct Step {
  std::string file;
  std::string_view service;
  source::Span span;
};

struct Reference {
  const Value* service = nullptr;
  const Value* file = nullptr;
  source::Span span;
};

class Extender {
 public:
  Extender(Context& context, const std::string& file, const FileSet& set, std::map<std::string, ExtendsBase>& bases, const Value* earlier)
      : context_(context), file_(file), set_(set), bases_(bases), earlier_(earlier) {}
  Value* apply(std::string_view name, Value& services, const Marks& marks);

 private:
  bool read(const Value& extends, Reference& reference);
  ExtendsBase* base_file(const Value& file);
  bool enter(std::string_view name, const Reference& reference, std::string file);
  void missing(std::string_view name, const Reference& reference, const Value& services);
  void check_health(const Value& base, const Value& service);
  Value* give_up(Value& service);

  Context& context_;
  const std::string& file_;
  const FileSet& set_;
  std::map<std::string, ExtendsBase>& bases_;
  const Value* earlier_;  // services of the files before this one, which cannot be extended; nullptr: none
  std::vector<Step> chain_;
};

bool Extender::read(const Value& extends, Reference& reference) {
  reference.span = extends.span;
  if (extends.is_string()) {
    reference.service = &extends;
    return true;
  }
  const Value* service = extends.find("service");
  if (service == nullptr || !service->is_string()) {
    context_.report(rule::compose_extends, extends.span, "`extends` does not say which service is extended")
        .help("write `extends: base`, or a mapping with `service: base` and perhaps `file:`");
    return false;
  }
  reference.service = service;
  reference.span = service->span;
  const Value* file = extends.find("file");
  if (file == nullptr || file->is_null()) return true;
  if (!file->is_string()) {
    context_.report(rule::compose_extends, file->span, "`file` of `extends` takes a path");
    return false;
  }
  reference.file = file;
  return true;
}

ExtendsBase* Extender::base_file(const Value& file) {
  if (forms::is_remote_context(file.text) || file.text.find("://") != file.text.npos) {
    context_.report(rule::compose_remote, file.span, base::cat({"`", file.text, "` lies on another machine and is not fetched"}))
        .help("check it out, and name the file in the checkout");
    return nullptr;
  }
  std::string local = file.text.starts_with('/') ? std::string(file.text) : join_clean(set_.base, file.text);
  std::string path = context_.absolute(local);
  std::string folder = relative_path(set_.base, is_folder(context_, path) ? local : folder_of(local));
  auto [there, fresh] = bases_.try_emplace(path);
  if (fresh) {
    context_.sink.enter(file.span, "extended from here");
    there->second = load_base(context_, path, file.span, folder);
    context_.sink.leave();
  }
  return there->second.services == nullptr ? nullptr : &there->second;
}

void Extender::missing(std::string_view name, const Reference& reference, const Value& services) {
  std::vector<std::string_view> names;
  for (const model::Member& member : *services.map)
    if (member.key != name) names.push_back(member.key);
  std::string where = reference.file == nullptr ? "in this file" : base::cat({"in `", reference.file->text, "`"});
  auto report = context_.report(rule::compose_extends, reference.span,
                                base::cat({"`", name, "` extends `", reference.service->text, "`, and there is no such service ", where}));
  std::string_view near = base::nearest(reference.service->text, names);
  const model::Member* known = reference.file != nullptr || earlier_ == nullptr ? nullptr : earlier_->map->find(reference.service->text);
  if (known != nullptr && known->key_span.valid()) {
    report.label(known->key_span, "it stands here, in an earlier file, where `extends` does not look");
    report.help(
        base::cat({"name that file: `extends: {file: ", context_.sources.path(known->key_span.file), ", service: ", known->key, "}`"}));
  } else if (!near.empty()) {
    report.help(base::cat({"did you mean `", near, "`?"}));
  } else if (reference.file == nullptr) {
    report.help("a service of another file is named with `file:`");
  }
}

bool Extender::enter(std::string_view name, const Reference& reference, std::string file) {
  for (const Step& step : chain_) {
    if (step.file != file || step.service != name) continue;
    auto report = context_.report(rule::compose_extends_cycle, reference.span, base::cat({"`", name, "` extends itself"}));
    for (const Step& each : chain_)
      if (each.span != reference.span) report.label(each.span, base::cat({"`", each.service, "` extends this"}));
    report.help("take one of these `extends` out");
    return false;
  }
  if (chain_.size() >= kMaxExtendsDepth) {
    context_.report(rule::compose_too_deep, reference.span, "services extend one another more than 1000 deep");
    return false;
  }
  chain_.push_back({std::move(file), name, reference.span});
  return true;
}

// By the specification a healthcheck is turned off where it is defined.
void Extender::check_health(const Value& base, const Value& service) {
  const Value* off = service.at({"healthcheck", "disable"});
  const Value* there = base.at({"healthcheck", "disable"});
  if (off == nullptr || !off->is_true() || (there != nullptr && there->is_true())) return;
  if (context_.options.quirks.extends_disabled_healthcheck) {
    context_
        .report(rule::base_health_off, off->span, "this turns off the healthcheck of the extended service, which the specification refuses")
        .help("`healthcheck: !reset null` leaves that one out for both; a check of the image stays then");
    return;
  }
  context_
      .report(rule::compose_extends, off->span, "the healthcheck of the extended service is not disabled, so this one cannot disable it")
      .help("disable it in the extended service, or write a healthcheck of its own");
}

// The service without what it should have extended, which was reported.
Value* Extender::give_up(Value& service) {
  service.map->erase("extends");
  context_.loading->broken = true;
  return &service;
}

// The service with all that it extends, which takes its place in `services`; nullptr if there is nothing to extend.
Value* Extender::apply(std::string_view name, Value& services, const Marks& marks) {
  Value* service = services.find(name);
  if (service == nullptr || !service->is_map()) return nullptr;
  Value* extends = service->find("extends");
  if (extends == nullptr) return service;
  Reference reference;
  if (!read(*extends, reference)) return give_up(*service);
  Value* from = &services;
  const Marks* base_marks = &marks;
  if (reference.file != nullptr) {
    ExtendsBase* other = base_file(*reference.file);
    from = other == nullptr ? nullptr : other->services;
    base_marks = other == nullptr ? nullptr : &other->marks;
  }
  const Value* there = from == nullptr ? nullptr : from->find(reference.service->text);
  if (from != nullptr && there == nullptr) missing(name, reference, *from);
  std::string file = reference.file != nullptr ? std::string(reference.file->text) : file_;
  if (there == nullptr || !enter(name, reference, std::move(file))) return give_up(*service);
  Value* base = apply(reference.service->text, *from, *base_marks);
  chain_.pop_back();
  if (base == nullptr) return service;  // it is null: what extends it stays as it is, with its `extends`
  check_health(*base, *service);
  Value* source = context_.store().copy(*base);
  apply_marks(marks, {"services", name}, *source, service);
  const table::Key* row = table::row(table::Object::kServices, name);
  Value* merged = merge_at(context_, row, {"services", name}, source, service);
  merged->span = service->span;
  merged->map->erase("extends");
  context_.store().set(services, name, merged);
  return merged;
}

}  // namespace

void extend(Context& context, Draft& draft, const FileSet& set, std::map<std::string, ExtendsBase>& bases, const Value& earlier) {
  for (std::string_view section : {"services", "jobs"}) {
    Value* services = draft.value->find(section);
    if (services != nullptr && services->is_null() &&
        earlier.find(section) != nullptr) {  // a first `services:` is left to the schema check
      context.report(rule::compose_wrong_type, services->span, base::cat({"`", section, "` takes a mapping, not null"}))
          .help(base::cat({"write the ", section, " below it, or leave the key away"}));
    }
    if (services == nullptr || !services->is_map()) continue;
    const Value* before = earlier.find(section);
    Extender extender(context, draft.file, set, bases, before != nullptr && before->is_map() ? before : nullptr);
    for (std::uint32_t i = 0; i < services->map->size(); ++i) extender.apply((services->map->begin() + i)->key, *services, draft.marks);
  }
}

}  // namespace stackc::compose
