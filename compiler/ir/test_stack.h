// For tests: builds an ir::Stack tersely. Everything that a test names gets a line of an invented source file, so spans and positions are
// real.
//
//   TestStack t;
//   t.service("db").port("pg", 5432).health_exec({"pg_isready"});
//   t.service("api").port("http", 8000).uses("db", "url", "env DATABASE_URL");
//   ir::Stack& stack = t.stack();
#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/ir.h"

namespace stackc::ir {

class TestStack;

class TestService {
 public:
  TestService(TestStack& owner, ServiceId id) : owner_(owner), id_(id) {}
  TestService& port(std::string name, std::uint16_t number, Protocol protocol = Protocol::kTcp);
  TestService& publish(std::string port, std::uint16_t host_port, std::string host_ip = "");
  TestService& env(std::string name, std::string value);
  TestService& env(std::string name, Text value);
  TestService& health_exec(std::vector<std::string> argv);
  TestService& health_tcp(std::string port, std::vector<std::string> image_argv = {});
  TestService& health_http(std::string path, std::string port, std::vector<std::string> image_argv = {});
  TestService& volume(const std::string& name, std::string target, bool read_only = false);
  // A reference to a service that exists already or is made now.
  TestService& uses(std::string_view other, std::string output, std::string where, ReferenceKind kind = ReferenceKind::kStart,
                    std::string port = "");
  TestService& depends(std::string_view other, Condition condition);
  TestService& before(std::string_view other);
  Service* operator->();
  Service& get();
  ServiceId id() const { return id_; }

 private:
  TestStack& owner_;
  ServiceId id_;
};

class TestStack {
 public:
  TestStack() {
    stack_.name.value = "shop";
    stack_.environment = "dev";
    stack_.emit = {"compose"};
  }
  TestService service(std::string_view name) { return make(name, ServiceKind::kService); }
  TestService task(std::string_view name) { return make(name, ServiceKind::kTask); }
  SecretId secret(const std::string& name, const std::string& variable) {
    Secret secret;
    secret.name = name;
    secret.env_name = variable;
    secret.file = "secrets/" + name + ".txt";
    secret.origin = origin("secrets " + name);
    return stack_.secrets.add(std::move(secret));
  }
  VolumeId volume(const std::string& name) {
    for (VolumeId id : stack_.volumes.ids())
      if (stack_.volumes[id].name == name) return id;
    Volume volume;
    volume.name = name;
    volume.origin = origin("volumes " + name);
    return stack_.volumes.add(std::move(volume));
  }
  ServiceId find(std::string_view name) { return service(name).id(); }
  Stack& stack() { return stack_; }
  // The source text grows with each origin(): a new line `text`, its span without the line end.
  Origin origin(const std::string& text) {
    Origin origin;
    origin.by = By::kUser;
    auto begin = static_cast<std::uint32_t>(text_.size());
    text_ += text + "\n";
    origin.span = {source::FileId(std::size_t{0}), begin, begin + static_cast<std::uint32_t>(text.size())};
    return origin;
  }
  source::SourceManager sources() const {
    source::SourceManager sources;
    sources.add("stack.yaml", text_);
    return sources;
  }

 private:
  TestService make(std::string_view name, ServiceKind kind) {
    if (ServiceId known = stack_.find_service(name); known.valid()) return TestService(*this, known);
    Image image;
    image.name = std::string(name);
    image.reference = std::string(name) + ":1";
    Service service;
    service.name = std::string(name);
    service.kind = kind;
    service.image = stack_.images.add(std::move(image));
    service.origin = origin("services " + std::string(name));
    if (kind == ServiceKind::kTask) service.restart = "no";
    return TestService(*this, stack_.services.add(std::move(service)));
  }
  Stack stack_;
  std::string text_;
};

inline Service& TestService::get() { return owner_.stack().services[id_]; }
inline Service* TestService::operator->() { return &get(); }
inline TestService& TestService::port(std::string name, std::uint16_t number, Protocol protocol) {
  Origin origin = owner_.origin(get().name + ".ports " + name);
  get().ports.push_back({std::move(name), number, protocol, origin});
  return *this;
}
inline TestService& TestService::publish(std::string port, std::uint16_t host_port, std::string host_ip) {
  Origin origin = owner_.origin(get().name + ".publish " + port + " " + std::to_string(host_port));
  get().publish.push_back({std::move(port), std::move(host_ip), host_port, origin});
  return *this;
}
inline TestService& TestService::env(std::string name, std::string value) { return env(std::move(name), Text(std::move(value))); }
inline TestService& TestService::env(std::string name, Text value) {
  EnvVar variable;
  variable.origin = owner_.origin(get().name + ".env " + name);
  variable.name = std::move(name);
  variable.value = std::move(value);
  get().env.push_back(std::move(variable));
  return *this;
}
inline TestService& TestService::health_exec(std::vector<std::string> argv) {
  Health health;
  health.probe = ExecProbe{std::move(argv), false};
  health.timeout_seconds = 5;
  health.origin = owner_.origin(get().name + ".health exec");
  get().health = std::move(health);
  return *this;
}
inline TestService& TestService::health_tcp(std::string port, std::vector<std::string> image_argv) {
  Health health;
  health.probe = TcpProbe{std::move(port)};
  health.timeout_seconds = 5;
  health.image_argv = std::move(image_argv);
  health.origin = owner_.origin(get().name + ".health tcp");
  get().health = std::move(health);
  return *this;
}
inline TestService& TestService::health_http(std::string path, std::string port, std::vector<std::string> image_argv) {
  health_tcp(port, std::move(image_argv));
  get().health->probe = HttpProbe{std::move(path), std::move(port)};
  return *this;
}
inline TestService& TestService::volume(const std::string& name, std::string target, bool read_only) {
  Mount mount;
  mount.volume = owner_.volume(name);
  mount.target = std::move(target);
  mount.read_only = read_only;
  mount.origin = owner_.origin(get().name + ".mounts " + name);
  get().mounts.push_back(std::move(mount));
  return *this;
}
inline TestService& TestService::uses(std::string_view other, std::string output, std::string where, ReferenceKind kind, std::string port) {
  Reference reference;
  reference.to = owner_.find(other);
  reference.kind = kind;
  reference.origin = owner_.origin(get().name + "." + where + ": ${" + std::string(other) + "." + output + "}");
  reference.where = std::move(where);
  reference.output = std::move(output);
  reference.port = std::move(port);
  get().references.push_back(std::move(reference));
  return *this;
}
inline TestService& TestService::depends(std::string_view other, Condition condition) {
  Depend depend;
  depend.on = owner_.find(other);
  depend.condition = condition;
  depend.origin = owner_.origin(get().name + ".depends " + std::string(other));
  get().depends.push_back(depend);
  return *this;
}
inline TestService& TestService::before(std::string_view other) {
  get().task.before.push_back(owner_.find(other));
  return *this;
}

}  // namespace stackc::ir
