using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;

namespace Trestle.Cli.Commands;

/// <summary>What of this machine a command may use.</summary>
internal static class Machine
{
    private static readonly ByteSize LeastMemory = new(256_000_000);

    /// <summary>Limits the cores.</summary>
    public static Option<int?> CoresOption() => new("--cores") { HelpName = "N", Description = "Maximum CPU cores (default: all)." };

    /// <summary>Limits the memory.</summary>
    public static Option<string?> MemoryOption() =>
        Verb.TextOption("--memory", "SIZE", "Maximum memory, such as 4GB (default: 70 % of the machine's).");

    /// <summary>What is asked for, as far as the machine has it.</summary>
    public static Resources Of(int? cores, string? memory) =>
        new(Math.Clamp(cores ?? Environment.ProcessorCount, 1, Environment.ProcessorCount), Memory(memory));

    /// <summary>The scoring host that lies beside this program.</summary>
    public static ProcessScoringHost Host(TimeProvider clock) =>
        new(Path.Combine(AppContext.BaseDirectory, "serving", "Trestle.Serving.dll"), clock);

    private static long Memory(string? text) => text is null
        ? Resources.OfMachine.Memory
        : ByteSize.Parse(text) is { } size && size >= LeastMemory ? size.Bytes : throw new TrestleException(CliErrors.WrongSize(text));
}
