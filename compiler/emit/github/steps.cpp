#include "base/text.h"
#include "emit/github/workflow.h"

namespace stackc::emit::gh {

std::string literal(std::string_view text) { return base::replace_all(text, "${{", "${{ '${{' }}"); }

Yaml uses(const Action& action) {
  Yaml out = Yaml::map();
  Yaml reference = Yaml::string(base::cat({action.name, "@", action.commit}));
  reference.side_comment(std::string(action.version));
  return out.set("uses", std::move(reference));
}

Yaml uses(const std::string& name, const Action& action, const Yaml& with) {
  Yaml out = Yaml::map().set("name", Yaml::string(name));
  out.set("uses", *uses(action).find("uses"));
  out.set_if(!with.is_empty(), "with", with);
  return out;
}

Yaml checkout() { return uses("Check out", kCheckout, Yaml::map().set("persist-credentials", Yaml::boolean(false))); }

Yaml run(const std::string& name, const std::string& script) {
  return Yaml::map().set("name", Yaml::string(name)).set("run", Yaml::string(script));
}

Yaml job(const std::string& name, int timeout_minutes) {
  Yaml out = Yaml::map();
  out.set("name", Yaml::string(name));
  out.set("runs-on", Yaml::string(std::string(kRunner)));
  out.set("timeout-minutes", Yaml::integer(timeout_minutes));
  return out;
}

std::string on_branch(const ir::Ci& ci) {
  const std::string branch = ci.deploy ? ci.deploy->branch : "main";
  return base::cat({"github.event_name == 'push' && github.ref == 'refs/heads/", branch, "'"});
}

std::string registry_host(std::string_view prefix) {
  const std::string_view first = base::split(prefix, '/').front();
  const bool host = first.find('.') != std::string_view::npos || first.find(':') != std::string_view::npos || first == "localhost";
  return host && first != "docker.io" ? std::string(first) : "";
}

}  // namespace stackc::emit::gh
