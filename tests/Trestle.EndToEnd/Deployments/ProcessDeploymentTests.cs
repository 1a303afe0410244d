using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

using Shouldly;

using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;

using Xunit;

namespace Trestle.EndToEnd.Deployments;

/// <summary>A model in service on this machine: real commands, a real supervisor, a real scoring host.</summary>
public sealed class ProcessDeploymentTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Not_one_request_fails_while_versions_are_switched_ten_times_under_32_connections()
    {
        await using var project = await DeployedProject.MakeAsync(versions: 2);
        var address = await DeployAsync(project, 1);
        await using (var load = new Load(address, connections: 32))
        {
            for (var i = 0; i < 10; i++)
            {
                var ended = await project.RunAsync(
                    "deploy", i % 2 == 0 ? "2" : "1", "--strategy", i % 4 < 2 ? "blue-green" : "direct", "--json");
                ended.ExitCode.ShouldBe(0, ended.ToString());
                JsonDocument.Parse(ended.Output).RootElement.GetProperty("live").GetInt32().ShouldBe(i % 2 == 0 ? 2 : 1);
            }

            load.Failures.ShouldBeEmpty();
            load.Answered.ShouldBeGreaterThan(1000);
            load.By.Keys.Select(model => model.Split('/')[1]).Order().ShouldBe(["1", "2"]);
            TestContext.Current.SendDiagnosticMessage($"{load.Answered} requests, {string.Join(", ", load.By)}");
        }

        (await project.Records.Audit.VerifyAsync(null, Cancellation)).Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_host_that_is_killed_comes_back_by_itself_and_one_whose_supervisor_is_killed_goes_on()
    {
        await using var project = await DeployedProject.MakeAsync(versions: 2);
        var address = await DeployAsync(project, 1);
        var first = project.Files.Read().Host!;
        Kill(first);
        await UntilAsync(
            async () => project.Files.Read() is { Host: { } host, Restarts: 1 } && host != first && await AnswersAsync(address));
        var second = project.Files.Read().Host!;

        Kill(Supervisor(project));
        (await AnswersAsync(address)).ShouldBeTrue();
        var moved = await project.RunAsync("deploy", "2");
        moved.ExitCode.ShouldBe(0, moved.ToString());
        project.Files.Read().Host.ShouldBe(second);
        (await File.ReadAllTextAsync(project.Files.Log, Cancellation)).ShouldContain("adopted");

        Kill(second);
        await UntilAsync(() => AnswersAsync(address));
        (await VersionAsync(address)).GetProperty("generation").GetInt64().ShouldBe((await project.DeploymentAsync()).Generation);
        var status = await project.RunAsync("deployments");
        status.Output.ShouldContain("version 2 live, version 1 ready");
        status.Output.ShouldContain("restarted 2 times");
    }

    [Fact]
    public async Task After_a_reboot_every_command_tells_that_nothing_answers_and_deploy_and_start_bring_it_back()
    {
        await using var project = await DeployedProject.MakeAsync(versions: 1);
        var address = await DeployAsync(project, 1);
        foreach (var verb in new[] { "deploy", "start" })
        {
            Kill(Supervisor(project));
            Kill(project.Files.Read().Host!);
            foreach (var looking in new[] { "status", "deployments", "doctor" })
            {
                var told = await project.RunAsync(looking);
                told.ExitCode.ShouldBe(1, told.ToString());
                told.Output.ShouldContain("its process is gone");
            }

            var back = await project.RunAsync(verb);
            back.ExitCode.ShouldBe(0, back.ToString());
            back.Output.ShouldContain($"version 1 answers at {address}");
            (await AnswersAsync(address)).ShouldBeTrue();
            (await project.RunAsync("doctor")).Output.ShouldContain($"version 1 answers at {address}");
        }

        var stopped = await project.RunAsync("stop", "--reason", "maintenance");
        stopped.ExitCode.ShouldBe(0, stopped.ToString());
        (await AnswersAsync(address)).ShouldBeFalse();
        (await project.RunAsync("status")).ExitCode.ShouldBe(0);
        (await project.RunAsync("start")).ExitCode.ShouldBe(0);
        (await AnswersAsync(address)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_that_stands_by_answers_as_soon_as_the_other_one_is_killed()
    {
        await using var project = await DeployedProject.MakeAsync(versions: 2, "strategy: direct, standby: true");
        var address = await DeployAsync(project, 1);
        await UntilAsync(async () => (await File.ReadAllTextAsync(project.Files.Log, Cancellation)).Contains("standing by"));

        // It follows the routes while it waits.
        (await project.RunAsync("deploy", "2")).ExitCode.ShouldBe(0);
        var first = project.Files.Read().Host!;
        Kill(first);
        await UntilAsync(
            async () => project.Files.Read() is { Host: { } host, Restarts: 1 } && host != first && await AnswersAsync(address));
        (await File.ReadAllTextAsync(project.Files.Log, Cancellation)).ShouldContain("takes over");
        await UntilAsync(async () => (await VersionAsync(address)).GetProperty("generation").GetInt64() == 2);
    }

    [Fact]
    public async Task A_copied_project_leaves_the_host_of_the_other_one_alone_and_says_whose_the_port_is()
    {
        await using var project = await DeployedProject.MakeAsync(versions: 1);
        var address = await DeployAsync(project, 1);
        var host = project.Files.Read().Host!;
        var copy = Directory.CreateTempSubdirectory("trestle-copy-").FullName;
        try
        {
            using (var cp = Process.Start("cp", ["-r", $"{project.Folder}/.", copy]))
            {
                await cp.WaitForExitAsync(Cancellation);
            }

            (await TrestleProgram.RunAsync(Cancellation, "status", copy)).ExitCode.ShouldBe(1);
            var settings = Path.Combine(copy, "trestle.yaml");
            var text = await File.ReadAllTextAsync(settings, Cancellation);
            await File.WriteAllTextAsync(settings, text.Replace("port: 0", $"port: {new Uri(address).Port}"), Cancellation);
            var refused = await TrestleProgram.RunAsync(Cancellation, "deploy", copy, "1");
            refused.ExitCode.ShouldBe(2, refused.ToString());
            refused.Error.ShouldStartWith("TR1845");
            refused.Error.ShouldContain($"deployment 'sample' of the project with the identity {project.Files.Project}");

            await File.WriteAllTextAsync(settings, text, Cancellation);
            var deployed = await TrestleProgram.RunAsync(Cancellation, "deploy", copy, "1", "--json");
            deployed.ExitCode.ShouldBe(0, deployed.ToString());
            var other = JsonDocument.Parse(deployed.Output).RootElement.GetProperty("address").GetString()!;
            other.ShouldNotBe(address);
            (await VersionAsync(other)).GetProperty("project").GetString().ShouldNotBe(project.Files.Project);
            (await VersionAsync(address)).GetProperty("project").GetString().ShouldBe(project.Files.Project);
        }
        finally
        {
            await TrestleProgram.RunAsync(CancellationToken.None, "stop", copy);
            Directory.Delete(copy, recursive: true);
        }

        host.IsAlive().ShouldBeTrue();
        (await AnswersAsync(address)).ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_rolled_back_retired_and_ended()
    {
        await using var project = await DeployedProject.MakeAsync(versions: 2);
        var address = await DeployAsync(project, 1);
        (await project.RunAsync("deploy", "2", "--reason", "better")).ExitCode.ShouldBe(0);
        var back = await project.RunAsync("rollback", "--reason", "complaints");
        back.ExitCode.ShouldBe(0, back.ToString());
        back.Output.ShouldContain("version 1 answers");
        (await VersionAsync(address)).GetProperty("routes")[0].GetProperty("version").GetInt32().ShouldBe(1);

        (await project.RunAsync("retire", "1", "--reason", "x")).Error.ShouldContain("TR1810");
        var retired = await project.RunAsync(
            "retire", "all", "--reason", "contract ended", "--successor", "https://models.example.org/two");
        retired.ExitCode.ShouldBe(0, retired.ToString());
        using (var http = new HttpClient { BaseAddress = new Uri(address) })
        {
            using var content = new StringContent("age,plan\n30,plus\n", Encoding.UTF8, "text/csv");
            using var gone = await http.PostAsync("invocations", content, Cancellation);
            gone.StatusCode.ShouldBe(HttpStatusCode.Gone);
            (await gone.Content.ReadAsStringAsync(Cancellation)).ShouldContain("https://models.example.org/two");
        }

        var (host, supervisor) = (project.Files.Read().Host!, Supervisor(project));
        var stopped = await project.RunAsync("retire", "all", "--reason", "over", "--stop");
        stopped.ExitCode.ShouldBe(0, stopped.ToString());
        (host.IsAlive(), supervisor.IsAlive()).ShouldBe((false, false));
        var audit = await project.RunAsync("audit");
        audit.Output.ShouldContain("deploy.rollback");
        audit.Output.ShouldContain("complaints");
    }

    [Fact]
    public async Task A_command_that_is_killed_at_any_moment_of_a_promotion_is_finished_by_the_next_and_nobody_notices()
    {
        await using var project = await DeployedProject.MakeAsync(versions: 2);
        var address = await DeployAsync(project, 1);
        await using var load = new Load(address, connections: 4);
        var killed = 0;
        for (var round = 0; round < 8; round++)
        {
            var version = round % 2 == 0 ? 2 : 1;
            using (var process = TrestleProgram.Start("deploy", project.Folder, $"{version}"))
            {
                await Task.Delay(400 + (round * 350), Cancellation);
                killed += process.HasExited ? 0 : 1;
                process.Kill();
                await process.WaitForExitAsync(Cancellation);
            }

            var after = await project.RunAsync("deploy", $"{version}", "--json");
            after.ExitCode.ShouldBe(0, after.ToString());
            var deployment = await project.DeploymentAsync();
            (deployment.State, deployment.Live, deployment.Pending).ShouldBe((DeploymentState.Serving, version, null));
            (await VersionAsync(address)).GetProperty("generation").GetInt64().ShouldBe(deployment.Generation);
            (await project.Records.Audit.LastAsync(1000, null, Cancellation)).Count(entry => entry.Note.Action == "deploy.in-force")
                .ShouldBe((int)deployment.Generation);
        }

        killed.ShouldBeGreaterThan(0);
        load.Failures.ShouldBeEmpty();

        // Hosts that were started for a proof end with the command that was killed.
        await UntilAsync(
            () => Task.FromResult(
                !CommandLines().Any(
                    line => line.Contains("--package") && line.Any(word => word.StartsWith(project.Folder, StringComparison.Ordinal)))));
    }

    [Fact]
    public async Task A_version_whose_package_was_changed_does_not_come_into_service()
    {
        await using var project = await DeployedProject.MakeAsync(versions: 2);
        var address = await DeployAsync(project, 1);
        var bytes = await File.ReadAllBytesAsync(project.Package(2), Cancellation);
        bytes[^2000] ^= 1;
        await File.WriteAllBytesAsync(project.Package(2), bytes, Cancellation);
        var refused = await project.RunAsync("deploy", "2");
        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.Error.ShouldStartWith("TR1504");
        (await VersionAsync(address)).GetProperty("generation").GetInt64().ShouldBe(1);
    }

    private static async Task<string> DeployAsync(DeployedProject project, int version)
    {
        var ended = await project.RunAsync("deploy", $"{version}", "--json");
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return JsonDocument.Parse(ended.Output).RootElement.GetProperty("address").GetString()!;
    }

    /// <summary>The supervisor: the process whose command line names the deployment's folder.</summary>
    private static ProcessIdentity Supervisor(DeployedProject project)
    {
        foreach (var process in Process.GetProcessesByName("dotnet"))
        {
            using (process)
            {
                var line = CommandLine(process);
                if (line.Contains("supervise") && line.Contains(project.Files.Folder))
                {
                    return ProcessIdentity.Of(process)!;
                }
            }
        }

        throw new InvalidOperationException("there is no supervisor");
    }

    private static IReadOnlyList<string[]> CommandLines()
    {
        var processes = Process.GetProcessesByName("dotnet");
        try
        {
            return [.. processes.Select(CommandLine)];
        }
        finally
        {
            Array.ForEach(processes, process => process.Dispose());
        }
    }

    private static string[] CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            // It ended in between.
            return [];
        }
    }

    private static void Kill(ProcessIdentity identity)
    {
        using var process = identity.Find();
        process!.Kill();
    }

    private static async Task<JsonElement> VersionAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        return JsonDocument.Parse(await http.GetByteArrayAsync("version", Cancellation)).RootElement;
    }

    private static async Task<bool> AnswersAsync(string address)
    {
        try
        {
            return (await VersionAsync(address)).TryGetProperty("generation", out _);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Limit; await Task.Delay(50, Cancellation))
        {
            if (await holds())
            {
                return;
            }
        }

        throw new TimeoutException("it never came to that");
    }
}
