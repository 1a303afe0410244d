using System.Diagnostics;

using Shouldly;

using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Containerize;

/// <summary>
/// The container tools of this machine with a storage of their own, and a root file system of Debian's packages to stand on, which is made
/// once and kept beside what the build writes.
/// </summary>
public sealed class Podman : IAsyncLifetime
{
    private const string Packages = "base-files,base-passwd,ca-certificates,libc6,libc-bin,libgcc-s1,libssl3,libstdc++6,tzdata,zlib1g";
    private static readonly string[] Tools = ["podman", "buildah", "skopeo", "docker-registry", "runc", "mmdebstrap"];

    private readonly TempFolder folder = new();

    /// <summary>Why there are no containers here; null when there are.</summary>
    public static string? Lack { get; } = !OperatingSystem.IsLinux() ? "containers need Linux"
        : Environment.UserName != "root" ? "these tests run containers, for which they need root"
        : Tools.Where(tool => Find(tool) is null).ToArray() is { Length: > 0 } missing
            ? $"there is no {string.Join(", ", missing)}: ./test installs them on Debian as root"
        : null;

    /// <summary>The root file system.</summary>
    public static string Root { get; } = Path.Combine(TrestleProgram.Root, "artifacts", "container-base");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Lack is not null)
        {
            return;
        }

        const string Settings = """
            default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
            [network]
            network_backend = "netavark"
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            """;
        folder.Write("containers.conf", $"[containers]\nnetns = \"host\"\n{Settings}\n");
        folder.Write("bridge.conf", $"[containers]\n{Settings}\n");
        folder.Write(
            "storage.conf", $"[storage]\ndriver = \"overlay\"\ngraphroot = \"{folder.At("storage")}\"\nrunroot = \"{folder.At("run")}\"\n");
        if (!Directory.Exists(Root))
        {
            // Whole or absent: a test run that is killed leaves no half of it.
            var temporary = $"{Root}.{Environment.ProcessId}.tmp";
            (await RunAsync("mmdebstrap", "--variant=extract", $"--include={Packages}", "bookworm", temporary)).ExitCode.ShouldBe(0);
            Directory.Move(temporary, Root);
        }
    }

    /// <summary>Runs a tool to its end.</summary>
    internal async Task<Ended> RunAsync(string tool, params string[] arguments)
    {
        using var process = Start(tool, arguments);
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a tool, which has to succeed, and gives what it wrote.</summary>
    internal async Task<string> DoAsync(string tool, params string[] arguments)
    {
        var ended = await RunAsync(tool, arguments);
        ended.ExitCode.ShouldBe(0, $"{tool} {string.Join(' ', arguments)}: {ended}");
        return ended.Output.Trim();
    }

    /// <summary>A program that is podman with this storage, and with ports that are published.</summary>
    internal string Engine()
    {
        var file = folder.Write(
            "podman",
            $"#!/bin/sh\nCONTAINERS_CONF='{folder.At("bridge.conf")}' "
                + $"CONTAINERS_STORAGE_CONF='{folder.At("storage.conf")}' exec podman \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return file;
    }

    /// <summary>Starts a tool.</summary>
    internal Process Start(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CONTAINERS_CONF"] = folder.At("containers.conf");
        start.Environment["CONTAINERS_STORAGE_CONF"] = folder.At("storage.conf");
        Array.ForEach(arguments, start.ArgumentList.Add);
        return Process.Start(start)!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Lack is null)
        {
            await RunAsync("podman", "rm", "--all", "--force", "--time", "0");
            await RunAsync("podman", "system", "reset", "--force");
        }

        folder.Dispose();
    }

    private static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);
}
