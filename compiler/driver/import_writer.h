// What writes a stack.yaml from a compose project, one part after the other: import_stack.cpp what the language has words for,
// import_extra.cpp what is taken over as it is.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "driver/import_stack.h"
#include "emit/writer/yaml_writer.h"

namespace stackc::driver {

class StackWriter {
 public:
  StackWriter(const compose::Project& project, const ir::Stack& stack, const Wanted& wanted, const source::SourceManager& sources,
              diag::Sink& sink)
      : project_(project), stack_(stack), wanted_(wanted), sources_(sources), sink_(sink) {}
  ImportedStack run();

 private:
  void drop(const std::string& path, source::Span span, std::string_view why);
  void carry(const ir::Service& service, std::string_view key);
  void carry_top(const std::string& kind, const std::string& name);
  void carry_keys(const ir::Service& service);
  void carry_wanted(const ir::Service& service);
  void carry_deploy(const ir::Service& service, const model::Value& deploy);
  void carry_top_level();
  void rename(std::string_view key, emit::Yaml& value);
  void set_extra(const ir::Service& service, emit::Yaml& out);
  std::string text(const ir::Text& text) const;
  std::string name_of(const std::string& name, source::Span span);
  std::string comment_above(source::Span span) const;
  emit::Yaml words(const std::vector<ir::Text>& texts) const;
  emit::Yaml secrets() const;
  emit::Yaml service(const ir::Service& service);
  emit::Yaml task(const ir::Service& service, const std::string& owner);
  const ir::Service* owner_of(const ir::Service& task) const;
  emit::Yaml environment(const ir::Service& service);
  [[nodiscard]] const ir::Secret* file_secret(const ir::Service& service, const ir::EnvVar& variable) const;
  void set_ports(const ir::Service& service, emit::Yaml& out);
  emit::Yaml mounts(const ir::Service& service);
  emit::Yaml health(const ir::Service& service);
  emit::Yaml depends(const ir::Service& service);
  static emit::Yaml resources(const ir::Resources& have);

  const compose::Project& project_;
  const ir::Stack& stack_;
  const Wanted& wanted_;
  const source::SourceManager& sources_;
  diag::Sink& sink_;
  ImportedStack result_;
  std::map<std::string, std::string> names_;                                  // of services: in the compose file -> in the stack
  std::set<const ir::Service*> tasks_;                                        // one-shot services that can be tasks
  std::map<const ir::Service*, std::set<std::string, std::less<>>> carried_;  // keys that stand in `extra:`; "deploy.x": a part
  emit::Yaml top_ = emit::Yaml::map();                                        // `extra:` of the stack
};

}  // namespace stackc::driver
