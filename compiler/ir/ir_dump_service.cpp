#include <utility>

#include "base/text.h"
#include "ir/dump_writer.h"

namespace stackc::ir {

using base::cat;

static void dump_value(DumpWriter& out, std::string_view key, const Value& value) {
  if (const auto* list = std::get_if<ValueList>(&value.data)) {
    out.open(cat({key, " list"}));
    for (const Value& item : *list) dump_value(out, "-", item);
    out.close();
  } else if (const auto* map = std::get_if<ValueMap>(&value.data)) {
    out.open(cat({key, " map"}));
    for (const auto& [name, item] : *map) dump_value(out, out.quoted(name), item);
    out.close();
  } else if (const auto* text = std::get_if<Text>(&value.data)) {
    out.line(cat({key, " ", out.quoted(*text)}));
  } else if (const auto* number = std::get_if<std::int64_t>(&value.data)) {
    out.line(cat({key, " ", std::to_string(*number)}));
  } else if (const auto* raw = std::get_if<std::string>(&value.data)) {
    out.line(cat({key, " number ", *raw}));
  } else if (const auto* flag = std::get_if<bool>(&value.data)) {
    out.line(cat({key, *flag ? " true" : " false"}));
  } else {
    out.line(cat({key, " null"}));
  }
}

static void dump_network(DumpWriter& out, const Service& service) {
  for (const Port& port : service.ports)
    out.line(cat({"port ", port.name, " ", std::to_string(port.number), "/", spell(port.protocol)}), &port.origin);
  for (const Publish& publish : service.publish)
    out.line(cat({"publish ", publish.port, " on ", publish.host_ip.empty() ? "*" : std::string_view(publish.host_ip), ":",
                  std::to_string(publish.host_port)}),
             &publish.origin);
}

static void dump_mounts(DumpWriter& out, const Service& service) {
  static constexpr std::string_view kKinds[] = {"volume", "bind", "tmpfs", "file"};
  for (const Mount& mount : service.mounts) {
    std::string text = cat({"mount ", kKinds[static_cast<std::size_t>(mount.kind)]});
    if (mount.kind == Mount::Kind::kVolume) {
      bool known = mount.volume.index() < out.stack().volumes.size();
      text += cat({" ", known ? std::string_view(out.stack().volumes[mount.volume].name) : "?"});
    } else if (!mount.source.empty()) {
      text += cat({" ", out.quoted(mount.source)});
    }
    text += cat({" at ", mount.target});
    if (mount.read_only) text += " read-only";
    if (mount.dev_only) text += " dev-only";
    if (mount.size_bytes) text += cat({" size ", std::to_string(*mount.size_bytes)});
    out.line(text, &mount.origin);
  }
  static constexpr std::string_view kFormats[] = {"text", "yaml", "json"};
  for (const ConfigFile& file : service.files) {
    out.open(cat({"file ", file.path, " at ", file.target, " ", kFormats[static_cast<std::size_t>(file.format)]}), &file.origin);
    if (file.format == FileFormat::kText) {
      for (std::string_view text : base::split(file.text, '\n')) out.line(out.quoted(text));
    } else {
      dump_value(out, "content", file.value);
    }
    out.close();
  }
}

static std::string probe_text(const DumpWriter& out, const Probe& probe) {
  if (const auto* http = std::get_if<HttpProbe>(&probe)) return cat({"http ", http->path, " port ", http->port});
  if (const auto* tcp = std::get_if<TcpProbe>(&probe)) return cat({"tcp port ", tcp->port});
  const auto& exec = std::get<ExecProbe>(probe);
  std::string text = exec.shell ? "shell" : "exec";
  for (const std::string& word : exec.argv) text += cat({" ", out.quoted(word)});
  return text;
}

static void dump_health(DumpWriter& out, const Health& health) {
  out.open(cat({"health ", probe_text(out, health.probe)}), &health.origin);
  out.list("image_argv", health.image_argv);
  if (health.live) out.line(cat({"live http ", health.live->path, " port ", health.live->port}));
  out.line(cat({"every ", std::to_string(health.every_seconds), " timeout ", std::to_string(health.timeout_seconds), " start ",
                std::to_string(health.start_seconds), " start_every ", std::to_string(health.start_every_seconds), " retries ",
                std::to_string(health.retries)}));
  out.close();
}

static void dump_needs(DumpWriter& out, const Service& service) {
  static constexpr std::string_view kKinds[] = {"start", "soft", "address", "image", "network"};
  const Stack& stack = out.stack();
  for (const Depend& depend : service.depends)
    out.line(cat({"depend ", stack.services[depend.on].name, " ", spell(depend.condition)}), &depend.origin);
  for (const Reference& reference : service.references) {
    std::string text = cat({"reference ", stack.services[reference.to].name});
    if (!reference.output.empty()) text += cat({".", reference.output});
    text += cat({" ", kKinds[static_cast<std::size_t>(reference.kind)], " in ", out.quoted(reference.where)});
    if (!reference.port.empty()) text += cat({" port ", reference.port});
    out.line(text, &reference.origin);
  }
}

template <class T>
static void dump_field(DumpWriter& out, std::string_view key, const std::optional<Field<T>>& field) {
  if (field) out.number(key, field->value, &field->origin);
}

static void dump_limits(DumpWriter& out, const Service& service) {
  dump_field(out, "cpu_millicores", service.resources.cpu_millicores);
  dump_field(out, "reserve_cpu_millicores", service.resources.reserve_cpu_millicores);
  dump_field(out, "memory_bytes", service.resources.memory_bytes);
  dump_field(out, "reserve_memory_bytes", service.resources.reserve_memory_bytes);
  dump_field(out, "swap_bytes", service.resources.swap_bytes);
  dump_field(out, "replicas", service.replicas);
  out.flag("stateful", service.stateful);
  if (service.stop_grace_seconds) out.number("stop_grace_seconds", *service.stop_grace_seconds);
  out.text("stop_signal", service.stop_signal);
  out.flag("init", service.init);
  out.text("restart", service.restart);
}

static void dump_security(DumpWriter& out, const Service& service) {
  dump_field(out, "uid", service.uid);
  dump_field(out, "gid", service.gid);
  out.line(
      cat({"image_user ", std::to_string(service.image_uid), ":", std::to_string(service.image_gid), service.any_uid ? " or any" : ""}));
  out.flag("read_only_ok", service.read_only_ok);
  out.flag("read_only_root", service.read_only_root.value, &service.read_only_root.origin);
  out.list("writable", service.writable);
  out.flag("drop_capabilities", service.drop_capabilities.value, &service.drop_capabilities.origin);
  out.list("cap_add", service.cap_add);
  out.flag("no_new_privileges", service.no_new_privileges.value, &service.no_new_privileges.origin);
}

void dump_service(DumpWriter& out, const Service& service) {
  const Stack& stack = out.stack();
  out.open(cat({spell(service.kind), " ", service.name}), &service.origin);
  if (!service.doc.empty()) out.line(cat({"doc ", out.quoted(service.doc)}));
  out.text("use", service.use);
  out.text("family", service.family);
  if (service.image.index() < stack.images.size()) out.text("image", stack.images[service.image].name);
  out.text("target", service.target);
  out.list("entrypoint", service.entrypoint);
  out.list("command", service.command);
  out.list("dev_command", service.dev_command);
  for (const EnvVar& variable : service.env)
    out.line(cat({"env ", variable.name, "=", out.quoted(variable.value), variable.build_time ? " build-time" : "",
                  variable.reads_file ? cat({" or-file ", variable.file_name}) : std::string()}),
             &variable.origin);
  dump_network(out, service);
  dump_mounts(out, service);
  out.text("data_directory", service.data_directory);
  dump_needs(out, service);
  if (service.health) dump_health(out, *service.health);
  out.list("tcp_argv", service.tcp_argv);
  if (service.metrics) out.line(cat({"metrics ", service.metrics->path, " port ", service.metrics->port}), &service.metrics->origin);
  dump_limits(out, service);
  dump_security(out, service);
  for (const auto& [name, value] : service.labels) out.line(cat({"label ", name, "=", out.quoted(value)}));
  for (const auto& [key, value] : service.extra_compose.value) out.line(cat({"extra compose ", key}));
  if (service.kind == ServiceKind::kTask) {
    out.list("undo", service.task.undo);
    for (ServiceId id : service.task.before) out.text("before", stack.services[id].name);
    out.flag("manual", service.task.manual);
  }
  out.close();
}

}  // namespace stackc::ir
