namespace Trestle.Stages.RetrainOrRetire;

/// <summary>This many labels have arrived since the champion was trained.</summary>
internal sealed class NewRowsTrigger : IRenewalTrigger
{
    /// <inheritdoc/>
    public string Name => "new-rows";

    /// <inheritdoc/>
    public TriggerVerdict? Judge(TriggerSettings settings, RenewalFacts facts) => settings.NewRows is not { } rows ? null
        : new TriggerVerdict(
            facts.LabelledRows >= rows,
            FormattableString.Invariant($"{facts.LabelledRows:N0} labelled rows since the last training, {rows:N0} needed"));
}
