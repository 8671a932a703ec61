#include <gtest/gtest.h>

#include "rules/test_rules.h"

namespace stackc::rules {
namespace {

using ir::TestStack;

TEST(CheckPorts, CollisionsByAddressAndProtocol) {
  TestStack t;
  t.service("a").port("http", 80).publish("http", 8080);
  t.service("b").port("http", 80).publish("http", 8080, "127.0.0.1");
  t.service("c").port("dns", 53, ir::Protocol::kUdp).publish("dns", 8080);
  t.service("d").port("http", 80).publish("http", 8081, "127.0.0.1").publish("http", 8081, "127.0.0.2");
  t.service("e").port("http", 80).publish("http", 8082, "0.0.0.0").publish("http", 8082, "[::1]");
  t.service("f").port("http", 80).publish("http", 8082, "10.0.0.1");
  EXPECT_EQ(findings(t, check_ports),
            "STK6001 [b.publish http 8080] `b` and `a` both publish port 8080/tcp of the host\n"
            "STK6001 [f.publish http 8082] `f` and `e` both publish port 8082/tcp of the host\n");
}

TEST(CheckPorts, HelpNamesAFreePort) {
  TestStack t;
  t.service("a").port("http", 80).publish("http", 8080).publish("http", 8081);
  t.service("b").port("http", 80).publish("http", 8080);
  diag::Sink sink;
  findings(t, check_ports, &sink);
  EXPECT_EQ(sink.all().at(0).help.at(0), "port 8082 is free in this stack");
}

TEST(CheckPorts, KubernetesSharesNoHost) {
  TestStack t;
  t.stack().emit = {"k8s"};
  t.service("a").port("http", 80).publish("http", 8080);
  t.service("b").port("http", 80).publish("http", 8080);
  t.service("b")->replicas = ir::Field<std::uint32_t>{3, {}};
  EXPECT_EQ(findings(t, check_ports), "");
}

TEST(CheckPorts, ContainerPortTwice) {
  TestStack t;
  t.service("a").port("http", 8000).port("metrics", 8000).port("dns", 53).port("dns-udp", 53, ir::Protocol::kUdp);
  EXPECT_EQ(findings(t, check_ports), "STK6002 [a.ports metrics] `a` has port 8000/tcp twice: `http` and `metrics`\n");
}

TEST(CheckPorts, UnknownPort) {
  TestStack t;
  t.service("a").port("http", 8000).publish("htpp", 8000);
  diag::Sink sink;
  EXPECT_EQ(findings(t, check_ports, &sink), "STK6003 [a.publish htpp 8000] `a` has no port `htpp`\n");
  EXPECT_EQ(sink.all()[0].help.at(0), "did you mean `http`?");
}

TEST(CheckPorts, PrivilegedOnlyForUsersWithoutPrivileges) {
  TestStack t;
  t.stack().mode = ir::Mode::kProd;
  t.service("proxy").port("http", 80);
  EXPECT_EQ(findings(t, check_ports), "");
  t.service("proxy")->uid = ir::Field<std::uint32_t>{101, {}};
  EXPECT_EQ(findings(t, check_ports), "STK6004 [proxy.ports http] `proxy` listens on port 80 as user 101\n");
  t.service("proxy")->cap_add = {"NET_BIND_SERVICE"};
  EXPECT_EQ(findings(t, check_ports), "");
}

TEST(CheckPorts, ReplicasAndAFixedPort) {
  TestStack t;
  t.service("api").port("http", 8000).publish("http", 8020);
  t.service("api")->replicas = ir::Field<std::uint32_t>{3, {}};
  EXPECT_EQ(findings(t, check_ports),
            "STK6005 [api.publish http 8020] `api` has 3 replicas, but only one of them can have port 8020 of the host\n");
}

TEST(CheckPorts, DatabasesStayInsideInProduction) {
  TestStack t;
  t.service("db").port("pg", 5432).publish("pg", 5442);
  t.service("db")->use = "data/postgres";
  EXPECT_EQ(findings(t, check_ports), "");
  t.stack().mode = ir::Mode::kProd;
  EXPECT_EQ(findings(t, check_ports),
            "STK6006 [db.publish pg 5442] `db` can be reached from outside at port 5442 in the environment `dev`\n");
  t.service("db")->publish[0].host_ip = "127.0.0.1";
  EXPECT_EQ(findings(t, check_ports), "");
}

TEST(CheckVolumes, TwoDatabasesOnOneVolume) {
  TestStack t;
  t.service("a").volume("data", "/data");
  t.service("b").volume("data", "/data");
  EXPECT_EQ(findings(t, check_volumes), "");
  t.service("a")->stateful = true;
  t.service("b")->stateful = true;
  EXPECT_EQ(findings(t, check_volumes), "STK5001 [b.mounts data] `b` and `a` keep their data in one volume, `data`\n");
}

TEST(CheckVolumes, SharedOnKubernetes) {
  TestStack t;
  t.stack().emit = {"k8s"};
  t.service("a").volume("uploads", "/u");
  t.service("b").volume("uploads", "/u", true);
  EXPECT_EQ(findings(t, check_volumes), "");
  t.service("c").volume("uploads", "/u");
  EXPECT_EQ(findings(t, check_volumes),
            "STK5002 [c.mounts uploads] `a` and `c` write the volume `uploads`; on Kubernetes they may run on different nodes\n");
}

TEST(CheckVolumes, ReplicasShareOnKubernetes) {
  TestStack t;
  t.stack().emit = {"k8s"};
  t.service("a").volume("uploads", "/u");
  t.service("a")->replicas = ir::Field<std::uint32_t>{2, {}};
  EXPECT_EQ(findings(t, check_volumes),
            "STK5002 [a.mounts uploads] the replicas of `a` write the volume `uploads`; on Kubernetes they may run on different nodes\n");
}

TEST(CheckVolumes, DataDirectory) {
  TestStack t;
  t.service("db").volume("data", "/var/lib/postgresql");
  t.service("db")->stateful = true;
  t.service("db")->data_directory = "/var/lib/postgresql/data";
  EXPECT_EQ(findings(t, check_volumes), "");
  t.service("db")->mounts[0].target = "/var/lib/postgres";
  EXPECT_EQ(findings(t, check_volumes),
            "STK5003 [services db] `db` keeps its data in `/var/lib/postgresql/data`, where no volume is mounted\n");
  t.service("db")->data_directory.clear();
  t.service("db")->mounts.clear();
  EXPECT_EQ(findings(t, check_volumes), "STK5003 [services db] `db` keeps data, but has no volume\n");
}

TEST(CheckVolumes, TargetTwice) {
  TestStack t;
  t.service("a").volume("one", "/data").volume("two", "/data/").volume("three", "/data/x");
  EXPECT_EQ(findings(t, check_volumes), "STK5004 [a.mounts two] `a` has two mounts at `/data`\n");
}

TEST(CheckVolumes, StatefulReplicas) {
  TestStack t;
  t.service("db").volume("data", "/data");
  t.service("db")->stateful = true;
  t.service("db")->replicas = ir::Field<std::uint32_t>{2, t.origin("replicas: 2")};
  EXPECT_EQ(findings(t, check_volumes), "STK5005 [replicas: 2] `db` keeps data and cannot run as 2 replicas\n");
}

ir::Text with_secret(ir::SecretId id) {
  ir::Text text("key=");
  text.append(ir::SecretPart{id, ir::Encoding::kNone});
  return text;
}

TEST(CheckSecrets, EnvironmentIsTheOnlyPlace) {
  TestStack t;
  ir::SecretId key = t.secret("api_key", "API_KEY");
  t.stack().secrets[key].dev_value = ir::Field<std::string>{"x", {}};
  t.service("ok").env("KEY", with_secret(key));
  EXPECT_EQ(findings(t, check_secrets), "");
  t.service("cmd")->command.push_back(with_secret(key));
  t.service("build").env("NEXT_PUBLIC_KEY", with_secret(key));
  t.service("build")->env[0].build_time = true;
  ir::ConfigFile file;
  file.path = "conf.yml";
  file.target = "/conf.yml";
  file.format = ir::FileFormat::kYaml;
  file.value = ir::Value{ir::ValueMap{{"list", ir::Value{ir::ValueList{ir::Value{with_secret(key)}}}}}};
  t.service("conf")->files.push_back(file);
  t.service("args");
  t.stack().images[t.service("args")->image].build_args.emplace_back("KEY", ir::Field<ir::Text>{with_secret(key), t.origin("args: KEY")});
  EXPECT_EQ(
      findings(t, check_secrets),
      "STK3001 [services cmd] the secret `api_key` would stand in the command of `cmd`, which every user of the host sees in the list of "
      "processes\n"
      "STK3001 [build.env NEXT_PUBLIC_KEY] the secret `api_key` would stand in the image of `build`: NEXT_PUBLIC_KEY is a build argument\n"
      "STK3001 [services conf] the secret `api_key` would stand in the generated file `conf.yml`\n"
      "STK3001 [args: KEY] the secret `api_key` would stand in the build argument KEY of image `args`\n");
}

TEST(CheckSecrets, DevValues) {
  TestStack t;
  ir::SecretId key = t.secret("api_key", "API_KEY");
  t.secret("unused", "UNUSED");
  t.service("api").env("KEY", with_secret(key));
  EXPECT_EQ(findings(t, check_secrets),
            "STK3002 [secrets api_key] the secret `api_key` has no `dev:` value, so the stack does not start without `.env`\n");
  t.stack().mode = ir::Mode::kProd;
  EXPECT_EQ(findings(t, check_secrets), "");
}

TEST(CheckCredentials, DefaultsEverywherePlainOnesInProduction) {
  TestStack t;
  t.service("g")
      .env("GF_SECURITY_ADMIN_PASSWORD", std::string("admin"))
      .env("API_KEY", std::string("k3y-9a8b"))
      .env("PASSWORD_MIN_LENGTH", std::string("8"));
  t.service("g")
      .env("COMPASS", std::string("admin"))
      .env("TOKEN", std::string(""))
      .env("DATABASE_URL", std::string("postgresql://shop:s3cr3t@db:5432/shop"));
  t.service("g").env("SAFE_URL", std::string("http://db:5432/x@y")).env("BASIC_AUTH_PASSWORD", std::string("false"));
  EXPECT_EQ(findings(t, check_credentials),
            "STK3003 [g.env GF_SECURITY_ADMIN_PASSWORD] GF_SECURITY_ADMIN_PASSWORD of `g` is the well-known value `admin`\n");
  t.stack().mode = ir::Mode::kProd;
  EXPECT_EQ(findings(t, check_credentials),
            "STK3003 [g.env GF_SECURITY_ADMIN_PASSWORD] GF_SECURITY_ADMIN_PASSWORD of `g` is the well-known value `admin`\n"
            "STK3004 [g.env API_KEY] API_KEY of `g` is written in plain text in the environment `dev`\n"
            "STK3004 [g.env DATABASE_URL] DATABASE_URL of `g` holds a password in plain text in the environment `dev`\n");
}

TEST(CheckCredentials, ReferencesToSecretsAreWhatIsWanted) {
  TestStack t;
  t.stack().mode = ir::Mode::kProd;
  ir::SecretId key = t.secret("api_key", "API_KEY");
  ir::Text text;
  text.append(ir::SecretPart{key, ir::Encoding::kNone});
  t.service("api").env("API_KEY", text);
  EXPECT_EQ(findings(t, check_credentials), "");
}

}  // namespace
}  // namespace stackc::rules
