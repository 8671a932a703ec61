#include "base/text.h"
#include "ir/ir.h"

namespace stackc::ir {

std::string_view spell(By by) {
  switch (by) {
    case By::kUser:
      return "user";
    case By::kDefault:
      return "default";
    case By::kStdlib:
      return "stdlib";
    case By::kPass:
      return "pass";
  }
  return "?";
}

std::string_view spell(Condition condition) {
  switch (condition) {
    case Condition::kStarted:
      return "started";
    case Condition::kHealthy:
      return "healthy";
    case Condition::kCompleted:
      return "completed";
    case Condition::kNone:
      return "none";
  }
  return "?";
}

std::string_view spell(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::kStart:
      return "start";
    case EdgeKind::kBuild:
      return "build";
    case EdgeKind::kNetwork:
      return "network";
  }
  return "?";
}

std::string_view spell(ServiceKind kind) { return kind == ServiceKind::kTask ? "task" : "service"; }

std::string_view spell(Protocol protocol) {
  switch (protocol) {
    case Protocol::kTcp:
      return "tcp";
    case Protocol::kUdp:
      return "udp";
    case Protocol::kHttp:
      return "http";
    case Protocol::kGrpc:
      return "grpc";
  }
  return "?";
}

std::string_view spell(Mode mode) { return mode == Mode::kDev ? "dev" : "prod"; }

static std::string_view spell_symbol(Symbol symbol) {
  switch (symbol) {
    case Symbol::kGitSha:
      return "${git.sha}";
    case Symbol::kGitTag:
      return "${git.tag}";
    case Symbol::kGitBranch:
      return "${git.branch}";
    case Symbol::kHostGateway:
      return "${host.gateway}";
  }
  return "${?}";
}

std::string describe(const Text& text, const Stack& stack) {
  std::string out;
  for (const TextPart& part : text.parts()) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      out += *literal;
    } else if (const auto* secret = std::get_if<SecretPart>(&part)) {
      bool known = secret->secret.index() < stack.secrets.size();
      out += base::cat({"${secret.", known ? std::string_view(stack.secrets[secret->secret].name) : "?",
                        secret->encoding == Encoding::kUrl ? " | urlencode" : "", "}"});
    } else {
      out += spell_symbol(std::get<Symbol>(part));
    }
  }
  return out;
}

std::string place(const Origin& origin, const source::SourceManager& sources) {
  if (!origin.span.valid() || origin.span.file.index() >= sources.size()) return {};
  source::Position at = sources.position(origin.span.file, origin.span.begin);
  return base::cat({sources.path(origin.span.file), ":", std::to_string(at.line), ":", std::to_string(at.column)});
}

bool image_can_ask(const Health& health) {
  const auto* exec = std::get_if<ExecProbe>(&health.probe);
  return exec != nullptr ? !exec->argv.empty() : !health.image_argv.empty();
}

}  // namespace stackc::ir
