// What belongs to the stack as a whole: secrets, volumes, ci.
#include "base/text.h"
#include "frontend/stack/environment.h"

namespace stackc::frontend {
namespace {

using base::cat;
using schema::Type;

}  // namespace

void Environment::lower_secrets(const Node* secrets) {
  if (secrets == nullptr) return;
  for (const Member& member : secrets->members) {
    ir::Secret secret;
    secret.name = member.key;
    secret.env_name = base::to_upper(base::replace_all(member.key, "-", "_"));
    secret.file = cat({"secrets/", member.key, ".txt"});
    secret.deliver = info_.deliver;
    secret.origin = {member.key_span, ir::By::kUser, {}};
    const Node* dev = member.value.find("dev");
    if (const auto value = checked(dev, Type::kString, {}, {.record = false}); value && info_.mode == ir::Mode::kDev)
      secret.dev_value = {*value, dev->origin()};
    secret.hint = checked(member.value.find("hint"), Type::kString, {}, {.record = false});
    secrets_.emplace(member.key, stack_.secrets.add(std::move(secret)));
  }
}

void Environment::lower_volumes(const Node* volumes) {
  if (volumes == nullptr) return;
  for (const Member& member : volumes->members) {
    ir::Volume volume;
    volume.name = member.key;
    volume.origin = {member.key_span, ir::By::kUser, {}};
    const Node* size = member.value.find("size");
    if (const auto bytes = measured(size, Type::kSize, {.record = false})) volume.size_bytes = {*bytes, size->origin()};
    volume.backup = flag(member.value.find("backup"), {.record = false});
    volumes_.emplace(member.key, stack_.volumes.add(std::move(volume)));
  }
}

void Environment::lower_ci(const Node& node) {
  const Use use{.record = false};
  ir::Ci ci;
  ci.origin = node.origin();
  if (const Node* systems = node.find("systems")) ci.systems = plains_of(*systems, use);
  if (const Node* test = node.find("test")) {
    ir::Ci::Test out;
    const Node* on = test->find("on");
    const std::optional<std::size_t> target = on == nullptr ? std::nullopt : named_service(*on, use);
    if (target) out.on = ir::ServiceId(*target);
    if (const Node* needs = test->find("needs"))
      for (const Node& item : needs->items)
        if (const auto needed = named_service(item, use)) out.needs.push_back(ir::ServiceId(*needed));
    if (const Node* run = test->find("run"))
      for (const Node& line : run->items)
        if (const auto text = plain_of(line, use)) out.run.push_back({*text, line.origin()});
    out.coverage = checked(test->find("coverage"), Type::kString, {}, use).value_or("");
    if (target) ci.test = std::move(out);
  }
  if (const Node* images = node.find("images")) {
    ir::Ci::Images out;
    if (const auto push = checked(images->find("push"), Type::kImagePrefix, {}, use)) out.push = *push;
    if (const Node* tags = images->find("tags")) out.tags = plains_of(*tags, use);
    out.cache = checked(images->find("cache"), Type::kString, {}, use).value_or("none");
    out.scan = checked(images->find("scan"), Type::kString, {}, use).value_or("");
    ci.images = std::move(out);
  }
  if (const Node* deploy = node.find("deploy")) {
    ir::Ci::Deploy out;
    out.branch = checked(deploy->find("branch"), Type::kString, {}, use).value_or("main");
    out.rolling = flag(deploy->find("rolling"), use);
    ci.deploy = std::move(out);
  }
  stack_.ci = std::move(ci);
}

}  // namespace stackc::frontend
