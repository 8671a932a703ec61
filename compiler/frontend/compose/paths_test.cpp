#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

std::string resolved(std::string_view service, std::string_view path, std::string_view more = "") {
  LoadOptions options = until(Stage::kCanonical);
  options.environment = {{"HOME", "/home/u"}};
  Loaded loaded({{"a.yaml", base::cat({"services: {web: {image: x, ", service, "}}\n", more})}}, options);
  return loaded.json(path);
}

TEST(Paths, Contexts) {
  EXPECT_EQ(resolved("build: ./a/../b", "services.web.build.context"), R"("/p/b")");
  EXPECT_EQ(resolved("build: ~/b", "services.web.build.context"), R"("/home/u/b")");
  for (std::string_view remote : {"https://x/y.git", "git@x:y", "github.com/x/y", "docker-image://z", "service:a"})
    EXPECT_EQ(
        resolved(base::cat({"build: {context: ., additional_contexts: {n: '", remote, "'}}"}), "services.web.build.additional_contexts.n"),
        base::cat({"\"", remote, "\""}));
}

TEST(Paths, Mounts) {
  EXPECT_EQ(resolved("volumes: ['../a:/b']", "services.web.volumes"),
            R"([{"bind":{"create_host_path":true},"source":"/a","target":"/b","type":"bind"}])");
  EXPECT_EQ(resolved("volumes: ['~/a:/b']", "services.web.volumes"),
            R"([{"bind":{"create_host_path":true},"source":"/home/u/a","target":"/b","type":"bind"}])");
  EXPECT_EQ(resolved("volumes: [{type: bind, source: 'C:\\x', target: /b}]", "services.web.volumes"),
            R"([{"source":"C:\\x","target":"/b","type":"bind"}])");
  EXPECT_EQ(resolved("volumes: [{type: volume, source: a, target: /b}]", "services.web.volumes"),
            R"([{"source":"a","target":"/b","type":"volume"}])");
  EXPECT_EQ(resolved("pre_start: [{volumes: ['./a:/b']}]", "services.web.pre_start"),
            R"([{"volumes":[{"bind":{"create_host_path":true},"source":"/p/a","target":"/b","type":"bind"}]}])");
}

TEST(Paths, FilesAndDrivers) {
  EXPECT_EQ(resolved("env_file: a.env", "services.web.env_file"), R"([{"path":"/p/a.env","required":true}])");
  EXPECT_EQ(resolved("label_file: [a, /b]", "services.web.label_file"), R"(["/p/a","/b"])");
  EXPECT_EQ(resolved("tty: true", "secrets.s.file", "secrets: {s: {file: ./s}}\n"), R"("/p/s")");
  EXPECT_EQ(resolved("tty: true", "volumes.v.driver_opts.device", "volumes: {v: {driver: local, driver_opts: {o: bind, device: ./d}}}\n"),
            R"("/p/d")");
  EXPECT_EQ(
      resolved("tty: true", "volumes.v.driver_opts.device", "volumes: {v: {driver: local, driver_opts: {o: 'bind,ro', device: ./d}}}\n"),
      R"("./d")");
}

// A disk with links: from -> to.
class Linked : public base::MemoryFileSystem {
 public:
  std::map<std::string, std::string> links;
  base::FileKind kind(const std::string& path) override {
    return links.contains(path) ? base::FileKind::kSymlink : MemoryFileSystem::kind(path);
  }
  std::optional<std::string> real_path(const std::string& path) override {
    auto link = links.find(path);
    return link == links.end() || link->second.empty() ? std::nullopt : std::optional(link->second);
  }
};

TEST(Paths, WatchedLinksAreFollowed) {
  Linked disk;
  disk.links = {{"/p/link", "/srv/code"}, {"/p/dead", ""}};
  std::string error;
  const auto watched = [&](std::string_view path) {
    disk.write("/p/a.yaml", base::cat({"services: {web: {image: x, develop: {watch: [{path: ", path, ", action: rebuild}]}}}\n"}), false,
               error);
    LoadOptions options = until(Stage::kCanonical);
    options.files = {"a.yaml"};
    options.working_directory = "/p";
    source::SourceManager sources;
    diag::Sink sink;
    const auto project = load(options, disk, sources, sink);
    const model::Value* found = project->root->at({"services", "web", "develop", "watch"});
    return sink.has_errors() ? sink.all().front().message : std::string((*found->list)[0]->string("path"));
  };
  EXPECT_EQ(watched("link/src"), "/srv/code/src");
  EXPECT_EQ(watched("./link"), "/srv/code");
  EXPECT_EQ(watched("plain/link"), "/p/plain/link");
  EXPECT_EQ(watched("dead/src"), "the symbolic link `/p/dead` leads nowhere");
}

TEST(Paths, BindWithoutSource) {
  Loaded loaded({{"a.yaml", "services: {web: {image: x, volumes: [{type: bind, target: /b}]}}\n"}}, until(Stage::kCanonical));
  EXPECT_EQ(loaded.found(), "a.yaml:1:38 1756 a mount of type `bind` has no `source`\n");
}

}  // namespace
}  // namespace stackc::compose
