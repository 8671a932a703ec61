// Variables and secrets. For rules (LowerOptions::building off) a value is the text that the file gives. For targets, nothing secret may
// end in a file that is committed: what a variable gives stays that variable, and a password that stands in the file becomes a secret of
// the stack with the value for development.
#include <algorithm>
#include <array>
#include <utility>

#include "base/file_system.h"
#include "base/text.h"
#include "frontend/compose/lower_context.h"

namespace stackc::compose {

using base::cat;

static constexpr std::array<std::string_view, 14> kSecretEnds = {
    "PASSWORD", "PASSWD",     "PASS",        "SECRET",      "SECRET_KEY",  "TOKEN",          "API_KEY",
    "APIKEY",   "ACCESS_KEY", "PRIVATE_KEY", "SIGNING_KEY", "CREDENTIALS", "ENCRYPTION_KEY", "SERVICE_ROLE_KEY"};

bool looks_secret(std::string_view name) {
  const std::string upper = base::to_upper(name);
  return std::any_of(kSecretEnds.begin(), kSecretEnds.end(), [&](std::string_view end) {
    return upper.ends_with(end) && (upper.size() == end.size() || upper[upper.size() - end.size() - 1] == '_');
  });
}

// Words that switch something, not secrets: ALLOW_EMPTY_PASSWORD=yes.
static bool is_switch(std::string_view value) {
  const std::string lower = base::to_lower(value);
  for (const std::string_view word : {"", "yes", "no", "true", "false", "on", "off", "0", "1", "none", "null"})
    if (lower == word) return true;
  return false;
}

static std::string identifier(std::string_view words) {
  std::string out = base::to_lower(words);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return !base::is_alnum(c); }, '_');
  if (out.empty() || !base::is_alpha(out[0])) out.insert(0, "s_");
  return out;
}

ir::SecretId Lowering::add_secret(const std::string& name, const std::string& env_name, const ir::Origin& origin) {
  const auto unique = [](const std::string& wanted, std::unordered_set<std::string>& taken) {
    std::string out = wanted;
    for (unsigned i = 2; !taken.insert(out).second; ++i) out = cat({wanted, "_", std::to_string(i)});
    return out;
  };
  ir::Secret secret;
  secret.name = unique(name, secret_names_);
  secret.env_name = unique(env_name, env_names_);
  secret.file = cat({"secrets/", secret.name, ".txt"});
  secret.origin = origin;
  return stack_.secrets.add(std::move(secret));
}

// The secrets that the file itself declares.
void Lowering::add_secrets() {
  const model::Value* declared = project_.root == nullptr ? nullptr : project_.root->find("secrets");
  for (const model::Member& member : *members(declared)) {
    const std::string variable = scalar(member.value, "environment");
    const ir::Origin origin = user(member.key_span.valid() ? member.key_span : member.value->span);
    const ir::SecretId id =
        add_secret(std::string(member.key), variable.empty() ? base::to_upper(identifier(member.key)) : variable, origin);
    ir::Secret& secret = stack_.secrets[id];
    if (flag(member.value, "external")) {
      secret.deliver = ir::Deliver::kExternal;
    } else if (!variable.empty()) {
      variable_secrets_.emplace(variable, id);
    } else {
      secret.deliver = ir::Deliver::kFile;
      if (const model::Value* file = member.value->find("file")) secret.file = path(*file);
    }
    file_secrets_.emplace(std::string(member.key), id);
  }
}

ir::SecretId Lowering::secret_of_variable(const std::string& name, std::string_view fallback, const ir::Origin& origin) {
  const auto known = variable_secrets_.find(name);
  const ir::SecretId id = known != variable_secrets_.end() ? known->second : add_secret(identifier(name), name, origin);
  variable_secrets_.emplace(name, id);
  if (!fallback.empty() && !stack_.secrets[id].dev_value)
    stack_.secrets[id].dev_value = ir::Field<std::string>{std::string(fallback), origin};
  return id;
}

ir::SecretId Lowering::secret_of_literal(const std::string& value, std::string_view variable, std::string_view service,
                                         const ir::Origin& origin) {
  if (const auto known = literal_secrets_.find(value); known != literal_secrets_.end()) return known->second;
  std::string name = identifier(variable);
  if (secret_names_.contains(name)) name = identifier(cat({service, "_", variable}));
  const ir::SecretId id = add_secret(name, base::to_upper(name), origin);
  stack_.secrets[id].dev_value = ir::Field<std::string>{value, origin};
  literal_secrets_.emplace(value, id);
  return id;
}

// `scheme://user:password@host`: where the password stands; none if there is none.
static std::optional<std::pair<std::size_t, std::size_t>> url_password(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::size_t begin = scheme + 3;
  const std::size_t end = std::min(value.find_first_of("/?#", begin), value.size());
  const std::size_t at = value.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < begin) return std::nullopt;
  const std::size_t colon = value.substr(0, at).find(':', begin);
  if (colon == std::string_view::npos || colon + 1 >= at) return std::nullopt;
  return std::pair(colon + 1, at);
}

ir::Text Lowering::literal_text(std::string literal, std::string_view variable, std::string_view service, const ir::Origin& origin) {
  if (!options_.building || variable.empty() || is_switch(literal)) return ir::Text(std::move(literal));
  ir::Text out;
  if (looks_secret(variable) && !literal.starts_with("/run/secrets/")) {
    out.append(ir::SecretPart{secret_of_literal(literal, variable, service, origin)});
    return out;
  }
  if (const auto place = url_password(literal)) {
    const std::string password = literal.substr(place->first, place->second - place->first);
    out.append(literal.substr(0, place->first));
    out.append(ir::SecretPart{secret_of_literal(password, cat({variable, "_PASSWORD"}), service, origin)});
    out.append(literal.substr(place->second));
    return out;
  }
  return ir::Text(std::move(literal));
}

namespace {

// One `$NAME` or `${NAME...}` at the front of a text.
struct Variable {
  std::string_view name, op, operand;
  std::size_t size = 0;
};
std::optional<Variable> variable_at(std::string_view text) {
  Variable out;
  const auto name_end = [&](std::size_t from) {
    while (from < text.size() && (base::is_alnum(text[from]) || text[from] == '_')) ++from;
    return from;
  };
  if (text.size() < 2 || text[0] != '$') return std::nullopt;
  if (text[1] != '{') {
    const std::size_t end = name_end(1);
    if (end == 1 || base::is_digit(text[1])) return std::nullopt;
    return Variable{text.substr(1, end - 1), {}, {}, end};
  }
  const std::size_t end = name_end(2);
  if (end == 2) return std::nullopt;
  out.name = text.substr(2, end - 2);
  std::size_t close = end;
  for (int depth = 1; close < text.size(); ++close) {
    if (text[close] == '{') ++depth;
    if (text[close] == '}' && --depth == 0) break;
  }
  if (close >= text.size()) return std::nullopt;
  std::string_view rest = text.substr(end, close - end);
  const std::size_t op = rest.starts_with(':') ? 2 : rest.empty() ? 0 : 1;
  out.op = rest.substr(0, op);
  out.operand = rest.substr(std::min(op, rest.size()));
  out.size = close + 1;
  return out;
}

}  // namespace

std::string Lowering::variable_value(std::string_view name, std::string_view op, std::string_view operand) const {
  const auto known = project_.environment.find(std::string(name));
  const bool set = known != project_.environment.end() && !known->second.empty();
  std::string value = set ? known->second.front().value : std::string();
  const bool usable = set && (!op.starts_with(':') || !value.empty());
  if (op.ends_with('-')) return usable ? value : std::string(operand);
  if (op.ends_with('+')) return usable ? std::string(operand) : std::string();
  return value;
}

// A value whose text in the file has variables: those that hold something secret, and those that nobody has set, stay variables. False if
// the text cannot be taken apart with certainty.
bool Lowering::from_variables(const model::Value& value, std::string_view variable, ir::Text& out) {
  if (!value.span.valid()) return false;
  std::string_view raw = sources_.text(value.span);
  if (raw.size() >= 2 && (raw.front() == '"' || raw.front() == '\'') && raw.back() == raw.front()) raw = raw.substr(1, raw.size() - 2);
  if (!variable.empty() && raw.starts_with(variable) && raw.substr(variable.size()).starts_with('='))
    raw.remove_prefix(variable.size() + 1);
  std::string all, plain;
  bool secret = false;
  ir::Text text;
  const ir::Origin origin = user(value.span);
  for (std::size_t i = 0; i < raw.size();) {
    const auto found = raw[i] == '$' ? variable_at(raw.substr(i)) : std::nullopt;
    if (!found) {
      if (raw.substr(i).starts_with("$$")) ++i;
      plain += raw[i];
      all += raw[i++];
      continue;
    }
    i += found->size;
    const bool set = project_.environment.contains(std::string(found->name));
    const std::string inserted = variable_value(found->name, found->op, found->operand);
    const bool unknown = !set && (found->op.empty() || found->op.ends_with('?'));
    all += unknown && value.symbolic ? cat({"${", found->name, "}"}) : inserted;
    if (!unknown && !looks_secret(found->name) && !(looks_secret(variable) && !is_switch(inserted))) {
      plain += inserted;
      continue;
    }
    text.append(std::exchange(plain, {}));
    const std::string_view fallback =
        found->op.ends_with('-') && found->operand.find('$') == std::string_view::npos ? found->operand : std::string_view();
    text.append(ir::SecretPart{secret_of_variable(std::string(found->name), fallback, origin)});
    secret = true;
  }
  if (all != value.text || !secret) return false;
  text.append(std::move(plain));
  out = std::move(text);
  return true;
}

ir::Text Lowering::text(const model::Value* value, std::string_view variable, std::string_view service) {
  std::string words = scalar(value);
  if (value == nullptr) return ir::Text(std::move(words));
  if (!options_.building) return ir::Text(std::move(words));
  const ir::Origin origin = user(value->span);
  ir::Text out;
  if ((value->how == model::How::kVariable || value->symbolic) && from_variables(*value, variable, out)) return out;
  if (value->how == model::How::kEnvironment && !variable.empty() && looks_secret(variable) && !is_switch(words)) {
    out.append(ir::SecretPart{secret_of_variable(std::string(variable), "", origin)});  // its value stays in the file that has it
    return out;
  }
  if (!value->symbolic) return literal_text(std::move(words), variable, service, origin);
  // `${NAME}` that stayed in a text whose place says no more.
  std::string plain;
  const std::string_view view = words;
  for (std::size_t i = 0; i < view.size();) {
    const auto found = view[i] == '$' ? variable_at(view.substr(i)) : std::nullopt;
    if (!found) {
      plain += view[i++];
      continue;
    }
    out.append(std::exchange(plain, {}));
    out.append(ir::SecretPart{secret_of_variable(std::string(found->name), "", origin)});
    i += found->size;
  }
  out.append(std::move(plain));
  return out;
}

void Lowering::set_environment(ir::Service& service, const model::Value& value) {
  const ImageFacts* facts = stack_.images[service.image].built ? nullptr : image_facts(stack_.images[service.image].reference);
  const auto reads_file = [&](std::string_view name) {
    if (facts == nullptr) return false;
    for (const std::string_view known : base::split(facts->file_variables, ' '))
      if (known == name) return true;
    return facts->family == "grafana" && name.starts_with("GF_");
  };
  std::unordered_set<std::string> names;
  for (const Entry& entry : entries(value.find("environment"))) {
    if (entry.key.empty() || !names.insert(entry.key).second) continue;
    ir::EnvVar variable;
    variable.name = entry.key;
    variable.origin = user(entry.value != nullptr && entry.value->span.valid() ? entry.value->span : entry.span);
    if (entry.value == nullptr || entry.value->is_null()) {
      // The name alone: whoever runs it has the value.
      if (!options_.building) continue;
      variable.value.append(ir::SecretPart{secret_of_variable(entry.key, "", variable.origin)});
    } else if (value.find("environment")->is_list()) {
      std::string words = scalar(entry.value);
      words.erase(0, std::min(words.size(), entry.key.size() + 1));
      variable.value = literal_text(std::move(words), entry.key, service.name, variable.origin);
    } else {
      variable.value = text(entry.value, entry.key, service.name);
    }
    if (reads_file(entry.key)) {
      variable.reads_file = true;
      variable.file_name = cat({entry.key, facts->family == "grafana" ? "__FILE" : "_FILE"});
    }
    service.env.push_back(std::move(variable));
  }
}

}  // namespace stackc::compose
