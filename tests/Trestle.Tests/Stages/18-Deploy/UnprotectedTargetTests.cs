using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Security;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>A target that cannot ask for keys, or has no TLS, does not serve a project that asks for them.</summary>
public sealed class UnprotectedTargetTests
{
    [Theory]
    [InlineData("container", true)]
    [InlineData("container", false)]
    [InlineData("kubernetes", true)]
    [InlineData("kubernetes", false)]
    public async Task It_refuses(string name, bool keys)
    {
        using var folder = new TempFolder();
        var target = TargetCatalog.All(DeployPrograms.In(folder.Path), new ImageFiles(folder.Path), TimeProvider.System)
            .Single(target => target.Name == name);
        var security = new HostSecurity { RequireKeys = keys, Certificate = keys ? null : new CertificateFiles("server.pem") };
        var order = new DeployOrder(folder.Path, null!, new DeploySettings()) { Security = new HostDoor(security, null) };
        var apply = async () => await target.ApplyAsync(order, TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<TrestleException>(apply)).Message.ShouldStartWith("TR1839");
    }
}
