// Rules on the IR of a stack that came from compose files.
#include <gtest/gtest.h>

#include "rules/image_facts.h"
#include "rules/test_rules.h"
#include "rules/text_facts.h"

namespace stackc::rules {
namespace {

using ir::TestStack;

class ComposeStack : public testing::Test {
 protected:
  void SetUp() override {
    t.stack().compose = true;
    t.stack().mode = ir::Mode::kProd;
  }
  void image(const std::string& service, const std::string& reference) {
    ir::Image& made = t.stack().images[t.service(service)->image];
    made.reference = reference;
    made.origin = t.origin(service + ".image");
  }
  TestStack t;
};

TEST_F(ComposeStack, ImagesWithoutVersion) {
  t.service("none"), image("none", "localhost:5000/shop/web");
  t.service("latest"), image("latest", "shop/web:latest");
  t.service("base"), image("base", "nginx:alpine");
  t.service("fine"), image("fine", "nginx:1.27-alpine");
  t.service("later"), image("later", "shop/web:${VERSION}");
  t.service("digest"), image("digest", "shop/web@sha256:00");
  t.service("made"), image("made", "shop/made:latest");
  t.stack().images[t.service("made")->image].built = true;
  t.service("also"), image("also", "shop/made:latest");
  EXPECT_EQ(findings(t, check_images),
            "STK4101 [none.image] `localhost:5000/shop/web` has no tag, which means `latest`\n"
            "STK4101 [latest.image] the tag `latest` of `shop/web` moves with every release\n"
            "STK4101 [base.image] the tag `alpine` of `nginx` names no version\n");
}

TEST_F(ComposeStack, HostRights) {
  ir::Service& agent = t.service("agent").get();
  agent.host.privileged = {true, t.origin("privileged: true")};
  agent.host.namespaces.emplace_back("network", ir::Field<std::string>{"host", t.origin("network_mode: host")});
  agent.host.namespaces.emplace_back("pid", ir::Field<std::string>{"service:web", {}});
  agent.host.cap_add.push_back({"cap_sys_admin", t.origin("cap_sys_admin")});
  agent.host.cap_add.push_back({"CHOWN", t.origin("CHOWN")});
  agent.host.security_opt.push_back({"seccomp=unconfined", t.origin("seccomp")});
  agent.host.security_opt.push_back({"no-new-privileges:true", {}});
  EXPECT_EQ(findings(t, check_host),
            "STK3102 [privileged: true] `agent` has all rights of the host\n"
            "STK3103 [network_mode: host] `agent` shares the network of the host\n"
            "STK3105 [cap_sys_admin] `agent` gets the capability `SYS_ADMIN`\n"
            "STK3104 [seccomp] `seccomp=unconfined` takes a protection away from `agent`\n");
}

TEST_F(ComposeStack, HostFolders) {
  for (std::string source : {"/var/run/docker.sock", "/etc/", "/etc/localtime", "../docker.sock.md"}) {
    ir::Mount mount;
    mount.kind = ir::Mount::Kind::kBind;
    mount.source = source;
    mount.target = "/x";
    mount.origin = t.origin(source);
    t.service("agent")->mounts.push_back(mount);
  }
  EXPECT_EQ(findings(t, check_host),
            "STK3101 [/var/run/docker.sock] `agent` gets the socket of the container engine, and with it the host\n"
            "STK3106 [/etc/] `agent` gets `/etc` of the host and may write it\n");
}

TEST_F(ComposeStack, Operation) {
  t.service("web")->restart = "no";
  t.service("job")->restart = "no";
  t.service("job")->host.restart = ir::Field<std::string>{"no", {}};
  t.service("job")->resources.memory_bytes = ir::Field<std::uint64_t>{1 << 20, {}};
  EXPECT_EQ(findings(t, check_operation),
            "STK2105 [services web] nothing starts `web` again after it ended\n"
            "STK2106 [services web] `web` has no limit for memory\n");
  t.stack().compose = false;
  EXPECT_EQ(findings(t, check_operation), "");
}

TEST_F(ComposeStack, DataBesideTheVolume) {
  t.service("queue").volume("queue_data", "/var/lib/redis"), image("queue", "redis:7");
  t.service("cache"), image("cache", "redis:7");
  t.service("db"), image("db", "postgres:16");
  t.service("new").volume("new_data", "/var/lib/postgresql"), image("new", "postgres:18.1-alpine");
  EXPECT_EQ(
      findings(t, check_volumes),
      "STK5003 [queue.mounts queue_data] `queue` writes its data to `/data`, where no volume is mounted, and not to `/var/lib/redis`\n"
      "STK5003 [services db] `db` keeps its data in `/var/lib/postgresql/data`, where no volume is mounted\n");
}

TEST_F(ComposeStack, ReplicasOnOneVolume) {
  t.service("web").volume("uploads", "/u").volume("assets", "/a", true);
  t.service("web")->replicas = ir::Field<std::uint32_t>{3, {}};
  EXPECT_EQ(findings(t, check_volumes),
            "STK5101 [web.mounts uploads] the 3 replicas of `web` write the volume `uploads`, which is another one on each host\n");
}

TEST_F(ComposeStack, OpenPorts) {
  t.service("web").port("http", 80).publish("http", 8080);
  t.service("db").port("pg", 5432).publish("pg", 5432), image("db", "postgres:16");
  EXPECT_EQ(findings(t, check_ports),
            "STK6101 [web.publish http 8080] port 8080 of `web` is open on every address of the host\n"
            "STK6006 [db.publish pg 5432] `db` can be reached from outside at port 5432\n");
}

TEST_F(ComposeStack, CredentialsThatAreNone) {
  t.service("web")
      .env("A_PASSWORD", std::string("${A_PASSWORD}"))
      .env("B_TOKEN", std::string("<your token>"))
      .env("C_SECRET", std::string("changeme"))
      .env("D_URL", std::string("redis://:${PASSWORD}@db/0"));
  EXPECT_EQ(findings(t, check_credentials), "STK3003 [web.env C_SECRET] C_SECRET of `web` is the well-known value `changeme`\n");
}

TEST(ImageFacts, NamesAndVariants) {
  ImageName name = image_name("registry.example.org:5000/team/app:1.2@sha256:ab");
  EXPECT_EQ(name.repository, "registry.example.org:5000/team/app");
  EXPECT_EQ(name.name, "app");
  EXPECT_EQ(name.tag, "1.2");
  EXPECT_EQ(name.digest, "sha256:ab");
  EXPECT_EQ(image_name("localhost:5000/app").tag, "");
  EXPECT_NE(image_facts(image_name("docker.io/library/redis:7")), nullptr);
  EXPECT_EQ(image_facts(image_name("bitnami/redis:7")), nullptr);
  EXPECT_TRUE(certainly_lacks(image_name("python:3.12-slim"), "curl"));
  EXPECT_TRUE(certainly_lacks(image_name("python:3.12-alpine"), "curl"));
  EXPECT_FALSE(certainly_lacks(image_name("python:3.12-alpine"), "wget"));
  EXPECT_FALSE(certainly_lacks(image_name("python:3.12"), "curl"));
  EXPECT_TRUE(certainly_lacks(image_name("postgres:16"), "wget"));
  EXPECT_FALSE(certainly_lacks(image_name("shop/web:1"), "curl"));
  EXPECT_EQ(data_directory(*image_facts(image_name("pgvector/pgvector:pg18")), image_name("pgvector/pgvector:pg18")),
            "/var/lib/postgresql");
}

}  // namespace
}  // namespace stackc::rules
