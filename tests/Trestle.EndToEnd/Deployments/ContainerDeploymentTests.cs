using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.EndToEnd.Deployments;

/// <summary>
/// The target for containers, against a program that takes the same commands as podman and runs the scoring host as a process: the name
/// of an image is the path of a package.
/// </summary>
public sealed class ContainerDeploymentTests
{
    private static readonly DeployRequest Second = new("2");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_container_comes_up_beside_the_old_one_and_one_that_dies_leaves_that_in_service()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the engine is a script for a POSIX shell");
        }

        await using var project = await DeployedProject.MakeAsync(versions: 4, $"target: container, container: {{engine: {Engine}}}");
        WriteImage(project, 1, project.Package(1));
        WriteImage(project, 2, project.Package(2));
        WriteImage(project, 3, project.Package(2));
        WriteImage(project, 4, "/none.trestle");
        var first = await project.Open().ApplyAsync(new DeployRequest("1"), "ann", Cancellation);
        (await HashAsync(first.Address!)).ShouldBe(first.Routes[0].Hash);

        var second = await project.Open().ApplyAsync(Second, "ann", Cancellation);
        (second.Live, second.Address).ShouldNotBe((1, first.Address));
        (await HashAsync(second.Address!)).ShouldBe(second.Routes[0].Hash);
        (await HashAsync(first.Address!)).ShouldBe(first.Routes[0].Hash);

        // One that holds another package than the registry, and one that ends at once.
        (await Refusal(project, "3")).ShouldContain("the container has the package");
        (await Refusal(project, "4")).ShouldContain("TR1501");
        var after = await project.DeploymentAsync();
        (after.Live, after.Address).ShouldBe((2, second.Address));
        (await HashAsync(second.Address!)).ShouldBe(second.Routes[0].Hash);

        var back = await project.Open().RollbackAsync("sample", "ann", "complaints", Cancellation);
        (back.Live, await HashAsync(back.Address!)).ShouldBe((1, first.Routes[0].Hash));
        (await HashOrNothingAsync(second.Address!)).ShouldBeNull();
        var retired = await project.Open().RetireAsync("sample", null, "ann", "over", null, Cancellation);
        (retired.State, retired.Address).ShouldBe((DeploymentState.Retired, null));
        (await HashOrNothingAsync(back.Address!)).ShouldBeNull();
    }

    [Fact]
    public async Task A_container_keeps_the_prediction_log_takes_labels_and_is_watched()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the engine is a script for a POSIX shell");
        }

        await using var project = await DeployedProject.MakeAsync(versions: 2, $"target: container, container: {{engine: {Engine}}}");
        WriteImage(project, 1, project.Package(1));
        WriteImage(project, 2, project.Package(2));
        await project.Open().ApplyAsync(new DeployRequest("1"), "ann", Cancellation);
        var second = await project.Open().ApplyAsync(Second, "ann", Cancellation);
        var log = DeploymentLog.Of(project.Project, second).ShouldNotBeNull();
        using var http = new HttpClient { BaseAddress = new Uri(second.Address!) };
        using var answer = await http.PostAsJsonAsync("invocations", DeployedProject.Request, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var id = $"{answer.Headers.GetValues("X-Trestle-Prediction-Id").Single()}-0";
        using var labelled = await http.PostAsJsonAsync("feedback", new { labels = new[] { new { id, label = "Yes" } } }, Cancellation);
        labelled.StatusCode.ShouldBe(HttpStatusCode.OK, await labelled.Content.ReadAsStringAsync(Cancellation));
        using var unknown = await http.PostAsJsonAsync("feedback", new { labels = new[] { new { id, label = "?" } } }, Cancellation);
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        // The samples that proved the versions are not in it, and the rows name the version that answered.
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 28, project.Folder));
        using var reader = log.Read(tables, Cancellation);
        var block = reader.Predictions(0, double.MaxValue, Cancellation).ShouldHaveSingleItem();
        (block.Count, block.Versions[0], $"{block.Id(0)}").ShouldBe((1, 2, id.Replace(".1-", "-", StringComparison.Ordinal)));
        reader.Labels(0, Cancellation).Find(block.Id(0))!.Value.Text.ShouldBe("Yes");
        (await LogHealth.AskAsync(project.Project, second, Cancellation)).ShouldBe(new LogHealth(false, 0, 0));
        await project.Open().RetireAsync("sample", null, "ann", "over", null, Cancellation);
    }

    [Fact]
    public async Task A_container_that_is_not_to_be_watched_keeps_none()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the engine is a script for a POSIX shell");
        }

        await using var project = await DeployedProject.MakeAsync(
            versions: 1, $"target: container, monitor: none, container: {{engine: {Engine}}}");
        WriteImage(project, 1, project.Package(1));
        var deployment = await project.Open().ApplyAsync(new DeployRequest("1"), "ann", Cancellation);
        DeploymentLog.Of(project.Project, deployment).ShouldBeNull();
        (await LogHealth.AskAsync(project.Project, deployment, Cancellation)).ShouldBeNull();
        Directory.Exists(project.Files.PredictionLog).ShouldBeFalse();
        await project.Open().RetireAsync("sample", null, "ann", "over", null, Cancellation);
    }

    [Fact]
    public async Task A_container_asks_for_keys_and_follows_them()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the engine is a script for a POSIX shell");
        }

        await using var project = await DeployedProject.MakeAsync(
            versions: 1, $"target: container, container: {{engine: {Engine}}}}}\nsecurity: {{require-keys: true");
        WriteImage(project, 1, project.Package(1));
        var deployment = await project.Open().ApplyAsync(new DeployRequest("1"), "ann", Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(deployment.Address!) };
        (await AskAsync(http, null)).ShouldBe(HttpStatusCode.Unauthorized);
        var keys = new AccessKeys(project.Records, TimeProvider.System)
        {
            Changed = (changed, stop) => HostAccess.PublishAsync(project.Project, changed, stop),
        };
        var issued = await keys.CreateAsync("shop", Role.Viewer, "ann", Cancellation);
        await UntilAsync(http, issued.Token, HttpStatusCode.OK);
        await keys.RevokeAsync("shop", "ann", Cancellation);
        await UntilAsync(http, issued.Token, HttpStatusCode.Unauthorized);

        // Trestle itself still sees it, and a page of another site that resolves its own name to this machine does not.
        (await project.Open().StatusAsync(Cancellation)).Single().Target.Running.ShouldBeTrue();
        (await LogHealth.AskAsync(project.Project, deployment, Cancellation)).ShouldNotBeNull();
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "ping") { Headers = { Host = "evil.example" } };
        using var refused = await http.SendAsync(foreign, Cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await project.Open().RetireAsync("sample", null, "ann", "over", null, Cancellation);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("shadow")]
    public async Task What_containers_cannot_do_is_told_before_anything_is_done(string strategy)
    {
        await using var project = await DeployedProject.MakeAsync(versions: 2, $"target: container, container: {{engine: {Engine}}}");
        WriteImage(project, 1, project.Package(1));
        await project.Open().ApplyAsync(new DeployRequest("1"), "ann", Cancellation);
        var refused = await Should.ThrowAsync<TrestleException>(
            project.Open().ApplyAsync(Second with { Strategy = strategy }, "ann", Cancellation));
        refused.Problems[0].Code.ShouldBe("TR1804");
        refused = await Should.ThrowAsync<TrestleException>(project.Open().ApplyAsync(Second, "ann", Cancellation));
        refused.Problems[0].Found.ShouldContain("there is no image");
    }

    private static async Task UntilAsync(HttpClient http, string token, HttpStatusCode status)
    {
        while (await AskAsync(http, token) != status)
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, string? token)
    {
        using var content = JsonContent.Create(DeployedProject.Request);
        using var request = new HttpRequestMessage(HttpMethod.Post, "invocations") { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static string Engine => Path.Combine(TrestleProgram.Root, "tests", "Trestle.EndToEnd", "Deployments", "engine.sh");

    private static void WriteImage(DeployedProject project, int version, string package)
    {
        var folder = Directory.CreateDirectory(Path.Combine(project.Project.StateFolder, "images")).FullName;
        var image = new { Reference = package, Digest = $"sha256:{new string('0', 64)}", Archive = (string?)null };
        File.WriteAllBytes(Path.Combine(folder, $"sample-{version}.json"), Documents.Write(image));
    }

    private static async Task<string> Refusal(DeployedProject project, string version)
    {
        var refused = await Should.ThrowAsync<TrestleException>(project.Open().ApplyAsync(new DeployRequest(version), "ann", Cancellation));
        refused.Problems[0].Code.ShouldBe("TR1812");
        return refused.Problems[0].Found;
    }

    private static async Task<string> HashAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        return JsonDocument.Parse(await http.GetByteArrayAsync("version", Cancellation)).RootElement.GetProperty("model")
            .GetProperty("hash").GetString()!;
    }

    private static async Task<string?> HashOrNothingAsync(string address)
    {
        try
        {
            return await HashAsync(address);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
