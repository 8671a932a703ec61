// Environment variables. A secret is only ever named: its key in the Secret object, never its value.
//   whole secret            valueFrom.secretKeyRef, or a mounted file where the image reads NAME_FILE and the stack delivers files
//   secret inside a text    a helper variable from secretKeyRef first, then `$(HELPER)` in the text: the kubelet puts them together
#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/kubernetes/defaults.h"
#include "emit/kubernetes/model.h"
#include "emit/kubernetes/names.h"

namespace stackc::emit::k8s {
namespace {

namespace rule = diag::rule;

Yaml secret_variable(Build& build, const std::string& name, ir::SecretId id) {
  build.secrets.insert(id);
  Yaml reference = Yaml::map();
  reference.set("name", Yaml::string(build.secret_name()));
  reference.set("key", Yaml::string(build.stack.secrets[id].name));
  Yaml out = Yaml::map();
  out.set("name", Yaml::string(name));
  out.set("valueFrom", Yaml::map().set("secretKeyRef", std::move(reference)));
  return out;
}

// The variable that holds a secret for `$(...)`: its usual name, unless the service means something else by it.
std::string helper_name(const ir::Stack& stack, const ir::Service& service, ir::SecretId id) {
  std::string name = stack.secrets[id].env_name;
  for (const ir::EnvVar& var : service.env)
    if (var.name == name && var.value.sole_secret() != id) return name + "_VALUE";
  return name;
}

void collect(const ir::Text& text, std::vector<ir::SecretId>& out) {
  if (text.sole_secret()) return;
  for (const ir::TextPart& part : text.parts())
    if (const auto* secret = std::get_if<ir::SecretPart>(&part)) {
      bool known = false;
      for (ir::SecretId id : out) known = known || id == secret->secret;
      if (!known) out.push_back(secret->secret);
    }
}

// Secrets that some text of the service needs as a variable. Words of a command have no other way to a secret.
std::vector<ir::SecretId> helpers(const ir::Service& service) {
  std::vector<ir::SecretId> out;
  for (const ir::EnvVar& var : service.env)
    if (!var.build_time) collect(var.value, out);
  for (const auto* words : {&service.entrypoint, &service.command})
    for (const ir::Text& word : *words) {
      ir::Text padded(" ");  // a word that is one secret counts too
      padded.append(word);
      collect(padded, out);
    }
  return out;
}

std::string symbol_text(Build& build, ir::Symbol symbol, const ir::Origin& origin) {
  if (symbol == ir::Symbol::kHostGateway) {
    build.sink.report(rule::kubernetes_host_gateway, origin.span, "a pod has no address of its host")
        .help("give the outside service by its name, as a parameter that the environment sets");
    return "host.invalid";
  }
  build.sink
      .report(rule::kubernetes_unknown_symbol, origin.span,
              base::cat({"the commit is not known in a manifest: the value is `", kUnreleased, "` until a release sets it"}))
      .help("the tag of the image names the commit");
  return std::string(kUnreleased);
}

void note_url_secret(Build& build, ir::SecretId id) {
  const ir::Secret& secret = build.stack.secrets[id];
  build.sink
      .report(rule::kubernetes_url_secret, secret.origin.span,
              base::cat({"`", secret.name, "` stands in a URL, and Kubernetes cannot percent-encode it: its value must be URL-safe"}))
      .help("use letters, digits and `-._~` only; `openssl rand -hex 32` makes such a value");
}

}  // namespace

std::string lower_text(Build& build, ir::ServiceId id, const ir::Text& text, const ir::Origin& origin) {
  if (auto plain = text.plain()) return has_expansion(*plain) ? escape_expansion(*plain) : *plain;
  std::string out;
  for (const ir::TextPart& part : text.parts()) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      out += escape_expansion(*literal);
    } else if (const auto* secret = std::get_if<ir::SecretPart>(&part)) {
      if (secret->encoding == ir::Encoding::kUrl) note_url_secret(build, secret->secret);
      out += base::cat({"$(", helper_name(build.stack, build.service(id), secret->secret), ")"});
    } else {
      out += escape_expansion(symbol_text(build, std::get<ir::Symbol>(part), origin));
    }
  }
  return out;
}

static void lower_variable(Build& build, ir::ServiceId id, const ir::EnvVar& var, Environment& out) {
  const std::optional<ir::SecretId> sole = var.value.sole_secret();
  if (!sole) {
    out.env.push(Yaml::map().set("name", Yaml::string(var.name)).set("value", Yaml::string(lower_text(build, id, var.value, var.origin))));
    return;
  }
  const ir::Secret& secret = build.stack.secrets[*sole];
  if (secret.deliver != ir::Deliver::kFile) {
    out.env.push(secret_variable(build, var.name, *sole));
    return;
  }
  if (!var.reads_file) {
    build.sink.report(rule::kubernetes_file_secret, var.origin.span,
                      base::cat({"`", var.name, "` gets its secret as a variable: the program does not read it from a file"}));
    out.env.push(secret_variable(build, var.name, *sole));
    return;
  }
  build.secrets.insert(*sole);
  out.files.push_back(*sole);
  out.env.push(Yaml::map()
                   .set("name", Yaml::string(var.file_name.empty() ? var.name + "_FILE" : var.file_name))
                   .set("value", Yaml::string("/run/secrets/" + secret.name)));
}

Environment lower_environment(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.service(id);
  Environment out;
  std::set<std::string> done;
  for (ir::SecretId secret : helpers(service)) {
    const std::string name = helper_name(build.stack, service, secret);
    done.insert(name);
    out.env.push(secret_variable(build, name, secret));
  }
  for (const ir::EnvVar& var : service.env)
    if (!var.build_time && done.count(var.name) == 0) lower_variable(build, id, var, out);
  return out;
}

}  // namespace stackc::emit::k8s
