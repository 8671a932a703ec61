#include <cstdio>
#include <utility>

#include "base/text.h"
#include "ir/dump_writer.h"

namespace stackc::ir {

using base::cat;

static constexpr std::string_view kStepNames[] = {"env",  "arg",    "create-user", "workdir",     "apt",         "copy",       "run",
                                                  "user", "expose", "label",       "healthcheck", "stop-signal", "entrypoint", "cmd"};
static constexpr std::string_view kCostNames[] = {"free",      "copy",  "apt-small", "apt-build",       "venv", "python-deps",
                                                  "node-deps", "build", "compile",   "project-install", "other"};
static constexpr std::string_view kMountTypes[] = {"cache", "bind", "secret", "tmpfs"};

static void dump_step_mounts(DumpWriter& out, const Step& step) {
  for (const RunMount& mount : step.mounts) {
    std::string text = cat({"mount ", kMountTypes[static_cast<std::size_t>(mount.type)], " ", mount.target});
    if (!mount.from.empty()) text += cat({" from ", mount.from});
    if (!mount.source.empty()) text += cat({" source ", mount.source});
    if (!mount.id.empty()) text += cat({" id ", mount.id});
    if (mount.locked) text += " locked";
    out.line(text);
  }
}

static void dump_step(DumpWriter& out, const Step& step) {
  std::string head(kStepNames[static_cast<std::size_t>(step.kind)]);
  if (step.kind == StepKind::kCreateUser || step.kind == StepKind::kUser)
    head += cat({" ", std::to_string(step.uid), ":", std::to_string(step.gid)});
  for (const auto& [name, value] : step.pairs) head += cat({" ", name, "=", out.quoted(value)});
  if (step.exec_form) head += " exec";
  for (const std::string& word : step.words) head += cat({" ", out.quoted(word)});
  for (std::uint16_t port : step.ports) head += cat({" ", std::to_string(port)});
  if (!step.target.empty()) head += cat({" to ", out.quoted(step.target)});
  if (!step.from.empty()) head += cat({" from ", step.from});
  if (!step.chown.empty()) head += cat({" chown ", step.chown});
  if (!step.chmod.empty()) head += cat({" chmod ", step.chmod});
  if (step.link) head += " link";
  if (step.fixed) head += " fixed";
  if (step.cost != CostClass::kFree) head += cat({" cost ", kCostNames[static_cast<std::size_t>(step.cost)]});
  out.open(head, &step.origin);
  if (!step.comment.empty()) out.line(cat({"comment ", out.quoted(step.comment)}));
  dump_step_mounts(out, step);
  out.list("reads", step.reads);
  out.list("writes", step.writes);
  out.close();
}

static std::string seconds(double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.2f", value);
  return buffer;
}

void dump_image(DumpWriter& out, const Image& image) {
  out.open(cat({"image ", image.name, image.built ? " built" : " pulled"}), &image.origin);
  out.text("reference", image.reference);
  out.text("digest", image.digest);
  if (image.built) {
    out.text("context", image.context);
    out.text("dockerfile", image.dockerfile);
    out.text("dev_target", image.dev_target);
    out.text("prod_target", image.prod_target);
    out.list("ignore", image.ignore);
    for (const auto& [name, value] : image.build_args) out.line(cat({"build_arg ", name, "=", out.quoted(value.value)}), &value.origin);
    if (image.budget_bytes) out.number("budget_bytes", image.budget_bytes->value, &image.budget_bytes->origin);
  }
  for (const Stage& stage : image.stages) {
    out.open(cat({"stage ", stage.name, " from ", stage.from_stage.empty() ? stage.from_image : stage.from_stage}), &stage.origin);
    if (!stage.comment.empty()) out.line(cat({"comment ", out.quoted(stage.comment)}));
    for (const Step& step : stage.steps) dump_step(out, step);
    out.close();
  }
  for (const LayerOrder& order : image.orders)
    out.line(cat({"order ", order.stage, " ", seconds(order.before_seconds), " s -> ", seconds(order.after_seconds), " s per commit",
                  order.optimal ? "" : " (not proven optimal)"}));
  out.close();
}

}  // namespace stackc::ir
