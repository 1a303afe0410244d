using System.Net;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Monitor.Alerts;

using Xunit;

namespace Trestle.Tests.Stages.Monitor.Alerts;

/// <summary>Where notifications may go, in the configuration and when they are sent.</summary>
public sealed class AllowedTargetsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:7f00:1::")]
    public void An_address_that_is_not_public_is_refused_until_its_network_is_allowed(string text)
    {
        var address = IPAddress.Parse(text);
        new AllowedTargets([]).Allows(address).ShouldBeFalse();
        new AllowedTargets(["0.0.0.0/0", "::/0"]).Allows(address).ShouldBeTrue();
    }

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:2800:220:1::1")]
    [InlineData("::ffff:93.184.216.34")]
    [InlineData("2001:4860:4860::8888")]
    public void A_public_address_is_allowed(string text) => new AllowedTargets([]).Allows(IPAddress.Parse(text)).ShouldBeTrue();

    [Fact]
    public void One_network_allows_no_other()
    {
        var targets = new AllowedTargets(["10.1.0.0/16", "fd00::/8"]);
        targets.Allows(IPAddress.Parse("10.1.9.9")).ShouldBeTrue();
        targets.Allows(IPAddress.Parse("::ffff:10.1.9.9")).ShouldBeTrue();
        targets.Allows(IPAddress.Parse("10.2.0.1")).ShouldBeFalse();
        targets.Allows(IPAddress.Parse("169.254.169.254")).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_several_addresses_of_a_name_only_allowed_ones_are_used()
    {
        var targets = new AllowedTargets([], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]));
        (await Should.ThrowAsync<TrestleException>(
            () => targets.ConnectAsync("both.example.org", 80, TestContext.Current.CancellationToken))).Problems[0].Code.ShouldBe("TR2112");
    }

    [Theory]
    [InlineData("webhooks: {url: 'file:///etc/passwd', key: '${KEY}'}", "TR0013", "4:26", "an address with the scheme 'file'")]
    [InlineData("webhooks: {url: 'ftp://example.org/x', key: '${KEY}'}", "TR0013", "4:26", "an address with the scheme 'ftp'")]
    [InlineData("webhooks: {url: 'JavaScript://x', key: '${KEY}'}", "TR0013", "4:26", "an address with the scheme 'javascript'")]
    [InlineData("webhooks: {url: /hooks/trestle, key: '${KEY}'}", "TR0013", "4:26", "not an absolute address")]
    [InlineData("webhooks: {url: example.org/hooks, key: '${KEY}'}", "TR0013", "4:26", "not an absolute address")]
    [InlineData("webhooks: {url: '//example.org/hooks', key: '${KEY}'}", "TR0013", "4:26", "not an absolute address")]
    [InlineData("webhooks: {url: 'https://', key: '${KEY}'}", "TR0013", "4:26", "an address without a valid host")]
    [InlineData("webhooks: {url: 'https://a b/', key: '${KEY}'}", "TR0013", "4:26", "an address with white space")]
    [InlineData("webhooks: {url: 'https:\\\\example.org', key: '${KEY}'}", "TR0013", "4:26", "an address with white space")]
    [InlineData("webhooks: {url: 'https://u:p4ss@example.org/', key: '${KEY}'}", "TR0013", "4:26", "an address with a user name")]
    [InlineData("webhooks: {url: 'https://example.org:0/', key: '${KEY}'}", "TR0013", "4:26", "an address with port 0")]
    [InlineData("webhooks: {url: 'http://127.0.0.1:9000/', key: '${KEY}'}", "TR2112", "4:26", "127.0.0.1")]
    [InlineData("webhooks: {url: 'http://localhost/', key: '${KEY}'}", "TR2112", "4:26", "127.0.0.1")]
    [InlineData("webhooks: {url: 'http://LOCALHOST./', key: '${KEY}'}", "TR2112", "4:26", "127.0.0.1")]
    [InlineData("webhooks: {url: 'http://2130706433/', key: '${KEY}'}", "TR2112", "4:26", "127.0.0.1")]
    [InlineData("webhooks: {url: 'http://0x7f.1/', key: '${KEY}'}", "TR2112", "4:26", "127.0.0.1")]
    [InlineData("webhooks: {url: 'http://[::1]/', key: '${KEY}'}", "TR2112", "4:26", "::1")]
    [InlineData("webhooks: {url: 'http://[::ffff:169.254.169.254]/', key: '${KEY}'}", "TR2112", "4:26", "169.254.169.254")]
    [InlineData("webhooks: {url: 'http://169.254.169.254/latest', key: '${KEY}'}", "TR2112", "4:26", "169.254.169.254")]
    [InlineData("channels: {slack: {url: 'https://hooks.slack.com/services/T0/B0/s3cr3t'}}", "TR2111", "4:34", "a secret in clear text")]
    [InlineData("channels: {slack: {url: '${BAD_URL}'}}", "TR0013", "4:34", "in the variable 'BAD_URL'")]
    [InlineData("channels: {slack: {url: '${UNSET_URL}'}}", "TR0017", "4:34", "UNSET_URL")]
    [InlineData("channels: {email: {host: 10.0.0.5, from: a@b.example, to: c@d.example}}", "TR2112", "4:35", "10.0.0.5")]
    [InlineData("channels: {email: {host: smtp.example.org, from: nobody, to: c@d.example}}", "TR2111", "4:59", "e-mail address")]
    [InlineData("channels: {pager: {}}", "TR0015", "4:21", "pager")]
    [InlineData("private-networks: [10.0.0.0/99]", "TR2110", "4:29", "10.0.0.0/99")]
    public void An_address_that_cannot_be_used_is_refused_where_it_is_written(string alerts, string code, string at, string found)
    {
        Environment.SetEnvironmentVariable("KEY", "k");
        Environment.SetEnvironmentVariable("BAD_URL", "file:///s3cr3t");
        var refused = Should.Throw<TrestleException>(() => Read(alerts));
        var problem = refused.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe((code, $"trestle.yaml:{at}"));
        $"{problem.Found} {problem.Expected}".ShouldContain(found);
        refused.ToString().ShouldNotContain("s3cr3t");
        refused.ToString().ShouldNotContain("p4ss");
    }

    [Fact]
    public void Private_addresses_are_read_where_they_are_allowed_and_no_secret_is_in_the_canonical_text()
    {
        Environment.SetEnvironmentVariable("KEY", "k");
        Environment.SetEnvironmentVariable("GOOD_URL", "https://hooks.example.org/s3cr3t");
        var settings = Read(
            "{private-networks: [127.0.0.0/8, '::1', 10.0.0.5], webhooks: [{url: 'http://localhost:9/a', key: '${KEY}'}], channels: "
            + "[slack: {url: '${GOOD_URL}'}, slack: {url: '${GOOD_URL}'}, email: {host: 10.0.0.5, from: a@b.example, to: c@d.example}]}");
        settings.Named().Select(channel => channel.Name)
            .ShouldBe(["webhook:localhost", "slack:hooks.example.org", "slack:hooks.example.org#2", "email:10.0.0.5"]);
        var text = CanonicalConfiguration.Write(settings, ProjectBinder.Model);
        text.ShouldContain("${GOOD_URL}");
        text.ShouldNotContain("s3cr3t");
    }

    private static AlertSettings Read(string alerts)
    {
        var yaml = $"name: churn\nsource: x.csv\ntarget: y\nalerts: {(alerts.StartsWith('{') ? alerts : $"{{{alerts}}}")}\n";
        var bound = ProjectBinder.Bind(yaml, "trestle.yaml");
        var problems = bound.Value.Alerts.Problems(bound.Positions).ToArray();
        return problems.Length > 0 ? throw new TrestleException(problems) : bound.Value.Alerts;
    }
}
