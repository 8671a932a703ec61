// Environment variables and secrets: what is interpolated from the environment file, what is mounted as a file.
#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/compose/model.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit::compose {

using base::cat;
using std::string;
using std::string_view;

string escape(string_view literal) { return base::replace_all(literal, "$", "$$"); }

static bool is_url_safe(string_view value) {
  for (char c : value)
    if (!base::is_alnum(c) && string_view("-._~").find(c) == string_view::npos) return false;
  return true;
}

static void note_url_secret(Build& build, ir::SecretId id, const ir::Origin& origin) {
  const ir::Secret& secret = build.stack.secrets[id];
  if (!build.in_urls.insert(id).second) return;
  if (!build.prod() && secret.dev_value && !is_url_safe(secret.dev_value->value)) {
    build.sink
        .report(diag::rule::compose_url_value, secret.dev_value->origin.span,
                cat({"the dev value of `", secret.name, "` would break the URL that it stands in"}))
        .label(origin.span, "Compose puts it into this text as it is")
        .help("use letters, digits and `- . _ ~` only");
    return;
  }
  build.sink
      .report(diag::rule::compose_url_secret, secret.origin.span,
              cat({"`", secret.env_name, "` stands inside a URL, and Compose cannot percent-encode it"}))
      .help("choose a value of letters, digits and `- . _ ~`");
}

static string secret_variable(Build& build, const ir::SecretPart& part, const ir::Origin& origin) {
  const ir::Secret& secret = build.stack.secrets[part.secret];
  build.interpolated.insert(part.secret);
  if (part.encoding == ir::Encoding::kUrl) note_url_secret(build, part.secret, origin);
  if (secret.deliver == ir::Deliver::kExternal) {
    build.sink.report(diag::rule::compose_external_secret, secret.origin.span,
                      cat({"`", secret.name, "` has to be in the environment of whoever runs Compose, as `", secret.env_name, "`"}));
    return cat({"${", secret.env_name, ":?export it before running compose}"});
  }
  return cat({"${", secret.env_name, ":?set in ", build.env_file, "}"});
}

static string symbol_variable(Build& build, ir::Symbol symbol, const ir::Origin& origin) {
  build.symbols.insert(symbol);
  string_view name;
  switch (symbol) {
    case ir::Symbol::kHostGateway:
      return "host.docker.internal";  // the service gets the host entry too
    case ir::Symbol::kGitSha:
      name = "GIT_SHA";
      break;
    case ir::Symbol::kGitTag:
      name = "GIT_TAG";
      break;
    case ir::Symbol::kGitBranch:
      name = "GIT_BRANCH";
      break;
  }
  build.sink.report(diag::rule::compose_symbol, origin.span,
                    cat({"the value comes from `", name, "` in the environment of whoever runs Compose"}));
  return cat({"${", name, ":-unknown}"});
}

string interpolate(Build& build, const ir::Text& text, const ir::Origin& origin) {
  return render(
      text, [](const string& literal) { return escape(literal); },
      [&](const ir::SecretPart& part) { return secret_variable(build, part, origin); },
      [&](ir::Symbol symbol) { return symbol_variable(build, symbol, origin); });
}

static const ir::Secret* mounted_secret(const Build& build, const ir::EnvVar& var) {
  const auto sole = var.value.sole_secret();
  if (!sole || !var.reads_file || build.stack.secrets[*sole].deliver != ir::Deliver::kFile) return nullptr;
  return &build.stack.secrets[*sole];
}

static void warn_of_file_secrets(Build& build, const ir::Service& service, const ir::EnvVar& var) {
  for (const ir::TextPart& part : var.value.parts()) {
    const auto* hidden = std::get_if<ir::SecretPart>(&part);
    if (hidden == nullptr || build.stack.secrets[hidden->secret].deliver != ir::Deliver::kFile) continue;
    const string_view why = var.value.sole_secret() ? "its image reads no file for it" : "it is a part of a longer text";
    build.sink
        .report(diag::rule::compose_secret_file, var.origin.span,
                cat({"`", service.name, "` gets `", build.stack.secrets[hidden->secret].name, "` by the environment variable `", var.name,
                     "` and not as a file: ", why}))
        .help(cat({"put the value into ", build.env_file, " too"}));
  }
}

Yaml environment(Build& build, const ir::Service& service) {
  Yaml out = Yaml::map();
  const bool built = service.image.valid() && build.stack.images[service.image].built;
  for (const ir::EnvVar& var : service.env) {
    if (var.build_time && built && build.prod()) continue;  // it is in the image
    if (const ir::Secret* secret = mounted_secret(build, var)) {
      out.set(var.file_name.empty() ? var.name + "_FILE" : var.file_name, Yaml::string(cat({"/run/secrets/", secret->name})));
      continue;
    }
    warn_of_file_secrets(build, service, var);
    out.set(var.name, Yaml::string(interpolate(build, var.value, var.origin)));
  }
  return out;
}

Yaml service_secrets(Build& build, const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (ir::SecretId id : build.stack.secrets.ids()) {
    if (!gets_secret_file(build.stack, service, id)) continue;
    (has_secret_file(build.stack, id) ? build.mounted : build.interpolated).insert(id);
    build.as_files.insert(id);
    out.push(Yaml::string(build.stack.secrets[id].name));
  }
  return out;
}

}  // namespace stackc::emit::compose
