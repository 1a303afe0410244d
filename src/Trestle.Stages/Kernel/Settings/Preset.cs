namespace Trestle.Stages.Kernel.Settings;

/// <summary>What a search is for. Settings of the stages go before the defaults that it gives them.</summary>
public enum Preset
{
    /// <summary>A good model soon: the first configurations of each learner, one round, no ensemble.</summary>
    Fast,

    /// <summary>Most of what can be won, in a time that is small for what it brings.</summary>
    Balanced,

    /// <summary>The best model: many more trials, and the ensemble wherever it is better.</summary>
    Best,

    /// <summary>A model that can be read: only learners whose models are a formula, no ensemble.</summary>
    Interpretable,
}

/// <summary>The defaults of a preset.</summary>
/// <param name="Trials">Parameter sets for each learner in the first round.</param>
/// <param name="Rounds">Maximum number of rounds.</param>
/// <param name="Ensemble">Whether the search ends with an ensemble.</param>
/// <param name="Price">What a step of complexity has to bring, as a share of what is at stake.</param>
public sealed record PresetDefaults(int Trials, int Rounds, bool Ensemble, double Price)
{
    /// <summary>The learners of the preset: two that are quick, or those whose models a person can read; null for the usual ones.</summary>
    public IReadOnlyList<string>? Learners { get; init; }

    /// <summary>The defaults of each preset.</summary>
    public static PresetDefaults Of(Preset preset) => preset switch
    {
        Preset.Fast => new(4, 1, false, 0.015) { Learners = ["linear", "lightgbm"] },
        Preset.Best => new(40, 4, true, 0),
        Preset.Interpretable => new(12, 2, false, 0.015) { Learners = ["linear", "additive"] },
        _ => new(12, 3, true, 0.015),
    };
}
