#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"
#include "diag/rules/security.h"
#include "rules/image_facts.h"
#include "rules/rules.h"
#include "rules/subject.h"
#include "rules/text_facts.h"

namespace stackc::rules {

using base::cat;

// Values that images ship with and that documentation shows: the first that a scanner tries.
static constexpr std::array<std::string_view, 17> kDefaults = {"admin",     "administrator", "postgres",   "mysql",  "root",   "changeme",
                                                               "change-me", "change_me",     "password",   "passwd", "secret", "guest",
                                                               "default",   "example",       "minioadmin", "test",   "123456"};

static bool is_default(std::string_view value) {
  return std::find(kDefaults.begin(), kDefaults.end(), base::to_lower(value)) != kDefaults.end();
}

// `scheme://user:password@host`; the password, or "".
static std::string_view url_password(std::string_view value) {
  std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view rest = value.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  std::size_t at = rest.rfind('@');
  if (at == std::string_view::npos) return {};
  std::string_view user = rest.substr(0, at);
  std::size_t colon = user.find(':');
  return colon == std::string_view::npos ? std::string_view() : user.substr(colon + 1);
}

// Official database images read NAME_FILE wherever they read NAME.
static bool reads_file(const ir::Stack& stack, const ir::Service& service, const ir::EnvVar& variable) {
  if (variable.reads_file) return true;
  if (!service.image.valid()) return false;
  const ImageFacts* facts = image_facts(image_name(stack.images[service.image].reference));
  return facts != nullptr && facts->database &&
         (variable.name.starts_with("POSTGRES_") || variable.name.starts_with("MYSQL_") || variable.name.starts_with("MARIADB_") ||
          variable.name.starts_with("MONGO_INITDB_"));
}

using Told = std::set<std::pair<std::size_t, std::uint32_t>>;  // file and offset: services that share a block share its values

static void check_variable(const ir::Stack& stack, const ir::Service& service, const ir::EnvVar& variable, Told& told, diag::Sink& sink) {
  std::optional<std::string> value = variable.value.plain();
  if (!value || value->empty() || *value == "true" || *value == "false") return;
  std::string_view password = url_password(*value);
  bool named = looks_secret(variable.name);
  if (!named && password.empty()) return;
  std::string_view literal = named ? std::string_view(*value) : password;
  if (is_symbolic(literal) || is_placeholder(literal)) return;
  source::Span span = user_span(variable.origin, service);
  if (stack.compose && span.valid() && !told.emplace(span.file.index(), span.begin).second) return;
  std::string secret = base::to_lower(variable.name);
  std::string help = stack.compose
                         ? cat({"take it from outside: `",
                                named ? cat({"${", variable.name, ":?set it in .env}"}) : std::string("${PASSWORD:?set it in .env}"), "`",
                                reads_file(stack, service, variable)
                                    ? cat({", or attach a secret and write `", variable.name, "_FILE: /run/secrets/", secret, "`"})
                                    : std::string()})
                         : cat({"declare `", secret, "` in `secrets:` and write `${secret.", secret, "}`"});
  if (is_default(literal)) {
    sink.report(diag::rule::default_credentials, span,
                cat({variable.name, " of `", service.name, "` is the well-known value `", literal, "`"}))
        .help(std::move(help));
  } else if (stack.mode == ir::Mode::kProd) {  // the value itself stays out of the message: logs are read by many
    sink.report(diag::rule::plain_credentials, span,
                cat({variable.name, " of `", service.name, named ? "` is written in plain text" : "` holds a password in plain text",
                     stack.compose ? std::string() : cat({" in the environment `", stack.environment, "`"})}))
        .help(std::move(help));
  }
}

void check_credentials(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager&) {
  Told told;
  for (const ir::Service& service : stack.services)
    for (const ir::EnvVar& variable : service.env) check_variable(stack, service, variable, told, sink);
}

}  // namespace stackc::rules
