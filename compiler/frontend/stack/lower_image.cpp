// Images: pulled ones by their reference, built ones as stages and steps exactly as the template gives them. A service with `same_as` (or a
// task with `image_of`) shares one.
#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "diag/rules/security.h"
#include "diag/rules/stack.h"
#include "frontend/stack/check.h"
#include "frontend/stack/environment.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;
using schema::Type;

std::string joined_path(const std::string& workdir, std::string path) {
  while (path.starts_with("./")) path.erase(0, 2);
  while (path.size() > 1 && path.ends_with("/")) path.pop_back();
  if (path.starts_with("/")) return path;
  if (path.empty() || path == ".") return workdir;
  return workdir == "/" ? cat({"/", path}) : cat({workdir, "/", path});
}

ir::CostClass cost_class(std::string_view word) {
  constexpr std::pair<std::string_view, ir::CostClass> kWords[] = {
      {"free", ir::CostClass::kFree},          {"copy", ir::CostClass::kCopy},
      {"apt-small", ir::CostClass::kAptSmall}, {"apt-build", ir::CostClass::kAptBuild},
      {"venv", ir::CostClass::kVenv},          {"python-deps", ir::CostClass::kPythonDeps},
      {"node-deps", ir::CostClass::kNodeDeps}, {"build", ir::CostClass::kBuild},
      {"compile", ir::CostClass::kCompile},    {"project-install", ir::CostClass::kProjectInstall},
      {"other", ir::CostClass::kOther}};
  for (const auto& [name, value] : kWords)
    if (name == word) return value;
  return ir::CostClass::kOther;
}

bool needs_compiler(const std::vector<std::string>& packages) {
  return std::any_of(packages.begin(), packages.end(), [](const std::string& name) {
    return name == "build-essential" || name == "gcc" || name == "g++" || name == "make" || name.ends_with("-dev");
  });
}

}  // namespace

// The service whose image this one runs; itself if it has its own.
std::size_t Environment::image_owner(std::size_t index, int depth) {
  if (const std::optional<std::size_t>& known = services_[index].owner) return *known;
  const std::size_t owner = find_image_owner(index, depth);
  services_[index].owner = owner;
  return owner;
}

std::size_t Environment::find_image_owner(std::size_t index, int depth) {
  const ServiceModel& service = services_[index];
  const Node* same = service.task ? service.model.find("image_of") : service.image.find("same_as");
  if (same == nullptr) return index;
  if (depth > 16) {
    sink_.report(rule::reference_loop, same->span, "services share their images in a circle");
    return kNoService;
  }
  const Value value = evaluate(*same, {.service = index, .record = false});
  std::optional<std::size_t> target;
  if (value.kind == Value::Kind::kService) target = value.service;
  if (value.kind == Value::Kind::kText) target = named_service(*same, {.service = index, .record = false});
  return target ? image_owner(*target, depth + 1) : kNoService;
}

std::string Environment::image_reference(std::size_t index, int depth) {
  const std::size_t owner = image_owner(index);
  if (owner == kNoService || depth > 8) return {};
  const ServiceModel& service = services_[owner];
  const Use use{.service = owner, .record = false};
  if (const Node* image = service.model.find("image")) return checked(image, Type::kImage, {}, use).value_or("");
  if (const Node* pull = service.image.find("pull")) return checked(pull, Type::kImage, {}, use).value_or("");
  std::string prefix = stack_.name.value;
  if (const Node* ci = root_.find("ci"))
    if (const Node* images = ci->find("images"))
      if (const auto push = checked(images->find("push"), Type::kImagePrefix, {}, {.record = false})) prefix = *push;
  return cat({prefix, "/", service.name});
}

void Environment::lower_images() {
  for (std::size_t i = 0; i < services_.size(); ++i)
    if (services_[i].usable && image_owner(i) == i) lower_image(i);
  for (std::size_t i = 0; i < services_.size(); ++i) {
    const std::size_t owner = image_owner(i);
    if (owner == kNoService || owner == i || !services_[i].usable) continue;
    ir::Service& service = service_ir(i);
    service.image = service_ir(owner).image;
    if (service.family.empty()) service.family = service_ir(owner).family;
    const Node* same = services_[i].task ? services_[i].model.find("image_of") : services_[i].image.find("same_as");
    const Use use{.service = i, .where = services_[i].task ? "image_of" : "with.image_of"};
    ir::Origin origin = same->origin();
    if (!services_[i].task && services_[i].from != nullptr)
      for (const auto& [name, binding] : scopes_[services_[i].template_scope].params)
        if (binding.spec->shape == ParamSpec::Shape::kService && binding.value.is_scalar() && binding.value.text == services_[owner].name)
          origin = binding.value.origin();
    record(use, owner, ir::ReferenceKind::kImage, "image", {}, origin);
    if (const Node* target = services_[i].image.find("target")) service.target = plain_of(*target, use).value_or("");
  }
}

void Environment::lower_image(std::size_t index) {
  const ServiceModel& model = services_[index];
  ir::Image image;
  image.name = model.name;
  image.reference = image_reference(index);
  const Node* own = model.model.find("image");
  const Node* pull = model.image.find("pull");
  const Node source = model.built ? section(model, "image") : Node();
  const Node* build = source.find("build");
  if (model.built) check_object(source, schema::Object::kImageSource, source.span, {.patch = true}, sink_);
  image.origin = {model.span, ir::By::kUser, {}};
  if (own != nullptr) image.origin = own->origin();
  if (pull != nullptr) image.origin = pull->origin();
  if (own == nullptr && pull == nullptr && build == nullptr) {
    if (model.from != nullptr) sink_.report(rule::bad_template, model.from->root.span, "the template gives no image");
    return;
  }
  const Node* budget = model.model.find("budget");
  if (const auto bytes = measured(budget, Type::kSize, {.service = index, .where = "budget"}))
    image.budget_bytes = {*bytes, budget->origin()};
  if (build != nullptr && own == nullptr) lower_build(index, *build, image);
  service_ir(index).image = stack_.images.add(std::move(image));
}

void Environment::lower_build(std::size_t index, const Node& build, ir::Image& image) {
  const Use use{.service = index, .where = "image", .in_image = true};
  image.built = true;
  image.dockerfile = cat({"infra/", services_[index].name, "/Dockerfile"});
  if (const auto context = checked(build.find("context"), Type::kPath, {}, use)) image.context = *context;
  if (const Node* ignore = build.find("ignore")) image.ignore = plains_of(*ignore, use);
  for (const ir::EnvVar& variable : service_ir(index).env) {
    if (!variable.build_time) continue;
    if (variable.value.has_secret()) {
      sink_
          .report(rule::secret_in_plain_text, variable.origin.span,
                  cat({"`", variable.name, "` is a build argument, and everybody who has the image can read it"}))
          .help("a variable that the build does not need keeps its secret");
      continue;
    }
    image.build_args.emplace_back(variable.name, ir::Field<ir::Text>{variable.value, variable.origin});
  }
  const Node* stages = build.find("stages");
  if (stages == nullptr) return;
  std::map<std::string, std::string> workdirs;
  for (const Node& node : stages->items) {
    ir::Stage stage;
    stage.name = checked(node.find("name"), Type::kIdent, {}, use).value_or("");
    stage.comment = checked(node.find("comment"), Type::kString, {}, use).value_or("");
    stage.origin = node.origin();
    if (const Node* from = node.find("from")) {
      if (const Node* other = from->find("stage")) {
        stage.from_stage = plain_of(*other, use).value_or("");
        if (!workdirs.contains(stage.from_stage))
          sink_.report(rule::bad_template, other->span, cat({"there is no earlier stage `", stage.from_stage, "`"}));
      } else if (from->is_scalar()) {
        stage.from_image = plain_of(*from, use).value_or("");
      }
    }
    std::string workdir = stage.from_stage.empty() ? "/" : workdirs[stage.from_stage];
    if (const Node* steps = node.find("steps")) {
      for (const Node& step : steps->items) {
        lower_step(index, step, workdir, stage.steps);
        if (step.find("workdir") != nullptr && !stage.steps.empty() && stage.steps.back().kind == ir::StepKind::kWorkdir)
          workdir = joined_path(workdir, stage.steps.back().words.front());
      }
    }
    workdirs[stage.name] = workdir;
    image.stages.push_back(std::move(stage));
  }
  lower_targets(index, build, image);
}

// Which stages run: as `targets` says, else `production` or the last one, and `dev` or the same.
void Environment::lower_targets(std::size_t index, const Node& build, ir::Image& image) {
  const Use use{.service = index, .where = "image", .in_image = true};
  const auto has = [&](std::string_view name) {
    return std::any_of(image.stages.begin(), image.stages.end(), [&](const ir::Stage& stage) { return stage.name == name; });
  };
  const Node* targets = build.find("targets");
  const auto pick = [&](std::string_view key, std::string_view otherwise) {
    const Node* given = targets == nullptr ? nullptr : targets->find(key);
    std::optional<std::string> name = checked(given, Type::kString, {}, use);
    if (name && !has(*name)) sink_.report(rule::bad_template, given->span, cat({"there is no stage `", *name, "`"}));
    if (name) return *name;
    return std::string(has(key) ? key : otherwise);
  };
  image.prod_target = pick("production", image.stages.empty() ? "" : image.stages.back().name);
  image.dev_target = pick("dev", image.prod_target);
}

void Environment::lower_step(std::size_t index, const Node& node, const std::string& workdir, std::vector<ir::Step>& out) {
  const Use use{.service = index, .where = "image", .in_image = true};
  ir::Step step;
  step.origin = node.origin();
  step.comment = checked(node.find("comment"), Type::kString, {}, use).value_or("");
  step.fixed = flag(node.find("fixed"), use);
  if (const Node* reads = node.find("reads")) step.reads = plains_of(*reads, use);
  if (const Node* writes = node.find("writes")) step.writes = plains_of(*writes, use);
  const auto words = [&](std::string_view key) {
    return node.find(key) == nullptr ? std::vector<std::string>() : plains_of(*node.find(key), use);
  };
  const auto pairs = [&](std::string_view key) {
    for (const Member& member : node.find(key)->members)
      step.pairs.emplace_back(member.key, member.value.is_null() ? std::string() : plain_of(member.value, use).value_or(""));
  };
  const auto ids = run_as(index);
  ir::CostClass cost = ir::CostClass::kFree;
  bool keep = true;
  if (node.find("copy") != nullptr) {
    if (const Node* given = node.find("cost")) step.cost = cost_class(given->text);
    lower_copy(index, node, workdir, step, out);
    return;
  }
  if (node.find("env") != nullptr) {
    step.kind = ir::StepKind::kEnv;
    pairs("env");
  } else if (node.find("arg") != nullptr) {
    step.kind = ir::StepKind::kArg;
    pairs("arg");
  } else if (node.find("label") != nullptr) {
    step.kind = ir::StepKind::kLabel;
    pairs("label");
  } else if (node.find("build_args") != nullptr) {
    step.kind = ir::StepKind::kArg;
    for (const ir::EnvVar& variable : service_ir(index).env)
      if (variable.build_time) step.pairs.emplace_back(variable.name, std::string());
    keep = !step.pairs.empty();
  } else if (node.find("create_user") != nullptr) {
    step.kind = ir::StepKind::kCreateUser;
    std::tie(step.uid, step.gid) = ids;
  } else if (node.find("workdir") != nullptr) {
    step.kind = ir::StepKind::kWorkdir;
    step.words = words("workdir");
    keep = !step.words.empty();
  } else if (node.find("apt") != nullptr) {
    step.kind = ir::StepKind::kApt;
    step.words = words("apt");
    keep = !step.words.empty();
    cost = needs_compiler(step.words) ? ir::CostClass::kAptBuild : ir::CostClass::kAptSmall;
  } else if (node.find("run") != nullptr || node.find("exec") != nullptr) {
    step.kind = ir::StepKind::kRun;
    step.exec_form = node.find("exec") != nullptr;
    step.words = words(step.exec_form ? "exec" : "run");
    keep = !step.words.empty();
    cost = ir::CostClass::kOther;
    if (const Node* mounts = node.find("mounts")) lower_run_mounts(index, *mounts, step);
  } else if (const Node* user = node.find("user")) {
    step.kind = ir::StepKind::kUser;
    if (user->text != "root") std::tie(step.uid, step.gid) = ids;
  } else if (node.find("expose") != nullptr) {
    step.kind = ir::StepKind::kExpose;
    for (const std::string& name : words("expose"))
      for (const ir::Port& port : service_ir(index).ports)
        if (port.name == name) step.ports.push_back(port.number);
    keep = !step.ports.empty();
  } else if (node.find("healthcheck") != nullptr) {
    step.kind = ir::StepKind::kHealthcheck;
  } else if (node.find("stop_signal") != nullptr) {
    step.kind = ir::StepKind::kStopSignal;
    step.words = words("stop_signal");
  } else if (node.find("entrypoint") != nullptr || node.find("cmd") != nullptr) {
    const bool entry = node.find("entrypoint") != nullptr;
    step.kind = entry ? ir::StepKind::kEntrypoint : ir::StepKind::kCmd;
    step.words = words(entry ? "entrypoint" : "cmd");
    step.exec_form = true;
    keep = !step.words.empty();
  } else {
    keep = false;
  }
  step.cost = node.find("cost") == nullptr ? cost : cost_class(node.find("cost")->text);
  if (keep) out.push_back(std::move(step));
}

// Without `to` each path goes to the same path under the working directory, by a COPY of its own: COPY of several folders would pour their
// contents together.
void Environment::lower_copy(std::size_t index, const Node& node, const std::string& workdir, const ir::Step& common,
                             std::vector<ir::Step>& out) {
  const Use use{.service = index, .where = "image", .in_image = true};
  const std::vector<std::string> sources = plains_of(*node.find("copy"), use);
  ir::Step step = common;
  step.kind = ir::StepKind::kCopy;
  if (node.find("cost") == nullptr) step.cost = ir::CostClass::kCopy;
  step.from = checked(node.find("from"), Type::kString, {}, use).value_or("");
  step.chmod = checked(node.find("chmod"), Type::kString, {}, use).value_or("");
  step.link = flag(node.find("link"), use);
  if (flag(node.find("owned"), use)) {
    const auto [uid, gid] = run_as(index);
    step.chown = cat({std::to_string(uid), ":", std::to_string(gid)});
  }
  const auto add = [&](std::vector<std::string> words, std::string target, const std::string& written) {
    ir::Step one = step;
    if (one.from.empty() && one.reads.empty()) one.reads = words;
    if (one.writes.empty()) one.writes = {joined_path(workdir, written)};
    one.words = std::move(words);
    one.target = std::move(target);
    out.push_back(std::move(one));
    step.comment.clear();  // above the first only
  };
  if (sources.empty()) return;
  if (const auto to = checked(node.find("to"), Type::kPath, {}, use)) {
    add(sources, sources.size() > 1 && !to->ends_with("/") ? cat({*to, "/"}) : *to, *to);
    return;
  }
  for (const std::string& source : sources)
    add({source}, source == "." || source.starts_with("/") ? (source == "." ? "./" : source) : cat({"./", source}), source);
}

void Environment::lower_run_mounts(std::size_t index, const Node& mounts, ir::Step& step) {
  const Use use{.service = index, .where = "image", .in_image = true};
  for (const Node& node : mounts.items) {
    ir::RunMount mount;
    const auto text = [&](std::string_view key) { return checked(node.find(key), Type::kString, {}, use).value_or(""); };
    mount.target = text("to");
    mount.from = text("from");
    mount.id = text("id");
    mount.locked = flag(node.find("locked"), use);
    if (node.find("cache") != nullptr) {
      mount.type = ir::RunMount::Type::kCache;
      mount.target = text("cache");
    } else if (node.find("bind") != nullptr) {
      mount.type = ir::RunMount::Type::kBind;
      mount.source = text("bind");
      if (mount.target.empty()) mount.target = mount.source;
      if (mount.from.empty()) step.reads.push_back(mount.source);
    } else if (node.find("secret") != nullptr) {
      mount.type = ir::RunMount::Type::kSecret;
      mount.id = text("secret");
    } else if (node.find("tmpfs") != nullptr) {
      mount.type = ir::RunMount::Type::kTmpfs;
      mount.target = text("tmpfs");
    } else {
      sink_.report(rule::bad_template, node.span, "a mount of a step is one of `cache`, `bind`, `secret`, `tmpfs`");
      continue;
    }
    step.mounts.push_back(std::move(mount));
  }
}

}  // namespace stackc::frontend
