using System.Diagnostics;
using System.Text;

namespace Trestle.EndToEnd;

/// <summary>How a command of Trestle ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Error}";
}

/// <summary>Trestle's command line, run as a user runs it: as a process of its own.</summary>
internal static class TrestleProgram
{
    public static string Root { get; } = FindRoot();

    /// <summary>Runs a command to its end.</summary>
    public static Task<Ended> RunAsync(CancellationToken cancellation, params string[] args) => EndAsync(Start(args), cancellation);

    /// <summary>Runs a command to its end, with more variables in its environment.</summary>
    public static Task<Ended> RunWithAsync(
        IReadOnlyDictionary<string, string> environment, CancellationToken cancellation, params string[] args)
    {
        var start = StartInfo(args);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return EndAsync(Process.Start(start)!, cancellation);
    }

    private static async Task<Ended> EndAsync(Process started, CancellationToken cancellation)
    {
        using var process = started;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command.</summary>
    public static Process Start(params string[] args) => Process.Start(StartInfo(args))!;

    private static ProcessStartInfo StartInfo(string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            ArgumentList = { Path.Combine(Root, "artifacts", "bin", "Trestle.Cli", "release", "trestle.dll") },
        };
        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>A copy of an example, with fewer trials, in a folder of its own.</summary>
    public static string CopyExample(string name, string settings = "train: {trials: 2}\nevaluate: {resamples: 100}\n")
    {
        var folder = Directory.CreateTempSubdirectory($"trestle-{name}-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        foreach (var file in Directory.GetFiles(Path.Combine(Root, "examples", name, "data"), "*.csv"))
        {
            File.Copy(file, Path.Combine(folder, "data", Path.GetFileName(file)));
        }

        File.WriteAllText(
            Path.Combine(folder, "trestle.yaml"), File.ReadAllText(Path.Combine(Root, "examples", name, "trestle.yaml")) + settings);
        return folder;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Trestle.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
