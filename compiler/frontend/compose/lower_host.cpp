// What a service asks of the engine and its host: kept as written, for rules to judge and for targets to take or to refuse.
#include <limits>
#include <utility>

#include "base/text.h"
#include "frontend/compose/lower_context.h"

namespace stackc::compose {

using Strings = std::vector<ir::Field<std::string>>;
using Pairs = std::vector<std::pair<std::string, ir::Field<std::string>>>;

namespace {

class Reader {
 public:
  explicit Reader(const model::Value& value) : value_(value) {}
  void one(std::string_view key, std::optional<ir::Field<std::string>>& out) const {
    const model::Value* found = value_.find(key);
    if (std::string words = scalar(found); !words.empty()) out = field(std::move(words), found->span);
  }
  void list(std::string_view key, Strings& out) const {
    for (const model::Value* item : items(value_.find(key))) out.push_back(field(scalar(item), item->span));
  }
  void pairs(std::string_view key, Pairs& out) const {
    for (const Entry& entry : entries(value_.find(key))) {
      std::string words;
      if (entry.value != nullptr && entry.value->is_map()) {  // ulimits: {soft, hard}
        words = base::cat({scalar(entry.value, "soft"), ":", scalar(entry.value, "hard")});
      } else if (entry.value != nullptr && entry.value->is_list()) {  // extra_hosts: several addresses
        for (const model::Value* item : items(entry.value)) words += base::cat({words.empty() ? "" : ",", scalar(item)});
      } else {
        words = scalar(entry.value);
        if (words.starts_with(entry.key + "=") || words.starts_with(entry.key + ":")) words.erase(0, entry.key.size() + 1);
      }
      out.emplace_back(entry.key, field(std::move(words), entry.span));
    }
  }
  static ir::Field<std::string> field(std::string words, source::Span span) { return {std::move(words), {span, ir::By::kUser, {}}}; }

 private:
  const model::Value& value_;
};

void set_devices(const model::Value& value, Strings& out) {
  for (const model::Value* item : items(value.find("devices"))) {
    std::string words = scalar(item);
    if (item->is_map()) {
      words = base::cat({scalar(item, "source"), ":", scalar(item, "target")});
      if (const std::string permissions = scalar(item, "permissions"); !permissions.empty()) words += ":" + permissions;
    }
    out.push_back(Reader::field(std::move(words), item->span));
  }
}

void set_logging(const model::Value& value, ir::Host& host) {
  const model::Value* logging = value.find("logging");
  if (logging == nullptr || !logging->is_map()) return;
  const model::Value* driver = logging->find("driver");
  if (std::string words = scalar(driver); !words.empty()) host.logging_driver = Reader::field(std::move(words), driver->span);
  for (const Entry& entry : entries(logging->find("options"))) host.logging_options.emplace_back(entry.key, scalar(entry.value));
}

}  // namespace

void Lowering::set_host(ir::Service& service, const model::Value& value) const {
  ir::Host& host = service.host;
  const Reader read(value);
  if (const model::Value* found = value.find("privileged")) host.privileged = {flag(&value, "privileged"), user(found->span)};
  static constexpr std::pair<std::string_view, const char*> kNamespaces[] = {
      {"network_mode", "network"}, {"pid", "pid"}, {"ipc", "ipc"}, {"uts", "uts"}, {"userns_mode", "userns"}, {"cgroup", "cgroup"}};
  for (const auto& [key, name] : kNamespaces) {
    std::optional<ir::Field<std::string>> found;
    read.one(key, found);
    if (found) host.namespaces.emplace_back(name, std::move(*found));
  }
  read.list("security_opt", host.security_opt);
  for (const ir::Field<std::string>& option : host.security_opt)
    if (option.value == "no-new-privileges:true" || option.value == "no-new-privileges" || option.value == "no-new-privileges=true")
      service.no_new_privileges = {true, option.origin};
  read.list("cap_add", host.cap_add);
  read.list("cap_drop", host.cap_drop);
  for (const ir::Field<std::string>& name : host.cap_drop)
    if (name.value == "ALL" || name.value == "all") service.drop_capabilities = {true, name.origin};
  for (const ir::Field<std::string>& name : host.cap_add)
    if (name.value == "NET_BIND_SERVICE" && service.cap_add.empty()) service.cap_add.push_back(name.value);
  set_devices(value, host.devices);
  read.pairs("sysctls", host.sysctls);
  read.pairs("ulimits", host.ulimits);
  read.pairs("extra_hosts", host.extra_hosts);
  read.pairs("labels", host.labels);
  read.list("dns", host.dns);
  read.list("dns_search", host.dns_search);
  read.list("group_add", host.group_add);
  read.one("container_name", host.container_name);
  read.one("hostname", host.hostname);
  read.one("working_dir", host.working_dir);
  read.one("user", host.user);
  read.one("platform", host.platform);
  read.one("runtime", host.runtime);
  read.one("pull_policy", host.pull_policy);
  read.one("restart", host.restart);
  set_logging(value, host);
  const model::Value* shm = value.find("shm_size");
  if (const auto size = bytes(shm); size && *size > 0) host.shm_bytes = {static_cast<std::uint64_t>(*size), user(shm->span)};
  const model::Value* pids = value.find("pids_limit");
  if (const auto count = integer(pids); count && *count > 0 && *count <= std::numeric_limits<std::uint32_t>::max())
    host.pids_limit = {static_cast<std::uint32_t>(*count), user(pids->span)};
  host.tty = flag(&value, "tty");
  host.stdin_open = flag(&value, "stdin_open");
}

}  // namespace stackc::compose
