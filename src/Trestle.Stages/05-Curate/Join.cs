using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Curate;

/// <summary>A join that is ready to be looked up.</summary>
internal sealed record Join
{
    /// <summary>What the configuration says.</summary>
    public required JoinSettings Settings { get; init; }

    /// <summary>Where it says it.</summary>
    public required string Where { get; init; }

    /// <summary>The step that looks it up.</summary>
    public required LookUp Step { get; init; }

    /// <summary>The table that is looked up.</summary>
    public required KeyedTable Table { get; init; }

    /// <summary>The file of the table.</summary>
    public required byte[] File { get; init; }

    /// <summary>The contracts of the joined columns, under their new names.</summary>
    public required IReadOnlyList<ColumnContract> Columns { get; init; }

    /// <summary>Columns of the main table whose gaps it fills.</summary>
    public required IReadOnlyList<string> Fills { get; init; }

    /// <summary>Whether keys may be printed.</summary>
    public required bool ShowsKeys { get; init; }

    /// <summary>Whether texts of the main table are compared with numbers of the other one.</summary>
    public required bool ReadsDigits { get; init; }

    /// <summary>What is known of it before a row has come to it.</summary>
    public required JoinReport Report { get; init; }

    /// <summary>The columns of the main table with the key.</summary>
    public IReadOnlyList<string> Keys => Step.Timed ? [.. Step.Columns!.SkipLast(1)] : Step.Columns!;

    /// <summary>The column of the main table with the time; null without times.</summary>
    public string? Time => Step.Timed ? Step.Columns![^1] : null;

    /// <summary>Whether rows without a match are left out of the training.</summary>
    public bool Removes => Settings.Kind == JoinKind.Semi || Settings.Unmatched == Unmatched.Quarantine;
}
