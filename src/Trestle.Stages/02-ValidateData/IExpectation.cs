using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// Something that must hold for the data: the questions it asks, and how it judges their answers. A record bound from the
/// configuration. Adding one takes one file and one line in <see cref="ExpectationCatalog"/>.
/// </summary>
public interface IExpectation
{
    /// <summary>What it needs to know about the typed rows.</summary>
    IReadOnlyList<Stat> Needs { get; }

    /// <summary>The column to judge, or null for the whole table.</summary>
    string? Column { get; }

    /// <summary>Whether a failure stops the run.</summary>
    bool Blocking { get; }

    /// <summary>Judges the answers.</summary>
    CheckResult Judge(StatValues values, long rows);
}
