using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;

namespace Trestle.Cli.Commands;

/// <summary>The resources of this machine that a command may use.</summary>
internal static class Machine
{
    private static readonly ByteSize MinMemory = new(256_000_000);

    /// <summary>The option that limits the cores.</summary>
    public static Option<int?> CoresOption() => new("--cores") { HelpName = "N", Description = "Maximum CPU cores (default: all)." };

    /// <summary>The option that limits the memory.</summary>
    public static Option<string?> MemoryOption() =>
        Verb.TextOption("--memory", "SIZE", "Maximum memory, such as 4GB (default: 70 % of the machine's).");

    /// <summary>The requested resources, limited to what the machine has.</summary>
    public static Resources Of(int? cores, string? memory) =>
        new(Math.Clamp(cores ?? Environment.ProcessorCount, 1, Environment.ProcessorCount), Memory(memory));

    /// <summary>The scoring host that is installed next to this program.</summary>
    /// <param name="clock">For the limit.</param>
    /// <param name="limit">How long it may take to start.</param>
    public static ProcessScoringHost Host(TimeProvider clock, TimeSpan limit) =>
        new(Path.Combine(AppContext.BaseDirectory, "serving", "Trestle.Serving.dll"), clock) { StartLimit = limit };

    private static long Memory(string? text) => text is null
        ? Resources.OfMachine.Memory
        : ByteSize.Parse(text) is { } size && size >= MinMemory ? size.Bytes : throw new TrestleException(CliErrors.WrongSize(text));
}
