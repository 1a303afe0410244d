using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>What happens to a text that has no standard form.</summary>
public enum WithoutForm
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary>It becomes "no value".</summary>
    Null,

    /// <summary>Its row is set aside before anything is learned; in requests it becomes "no value".</summary>
    Quarantine,
}

/// <summary>A step that writes texts that mean the same in one standard form.</summary>
public abstract record FormStep : IRowStep
{
    /// <inheritdoc/>
    [Setting("Text columns; they must be named.", Example = "[column]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc cref="WithoutForm"/>
    [Setting(
        "What happens to a text that has no such form: keep, null (no value), or quarantine (the row is set aside in training, and the "
        + "text is no value in requests).",
        Example = "null")]
    public WithoutForm Unknown { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var step = StepCatalog.NameOf(this);
        return For(ColumnChoice.Of(ColumnKind.Text, ColumnChoice.Required(Columns, input, step), input, step));
    }

    /// <summary>The fitted step for columns of texts.</summary>
    protected abstract IFittedStep For(IReadOnlyList<string> columns);
}

/// <summary>A fitted <see cref="FormStep"/>.</summary>
public abstract record FittedForm(IReadOnlyList<string> Columns, WithoutForm Unknown) : ITextRemarks
{
    /// <summary>The standard form of a text; null when it has none.</summary>
    public abstract string? FormOf(string text);

    /// <inheritdoc/>
    public TextRemark RemarkOn(string text) => FormOf(text) is not null ? TextRemark.None : Unknown switch
    {
        WithoutForm.Keep => TextRemark.Kept,
        WithoutForm.Null => TextRemark.Emptied,
        _ => TextRemark.SetAside,
    };

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => new StepBinder(input, StepCatalog.NameOf(this))
        .ReplaceTexts(Columns, ColumnKind.Text, (block, position) => TextRewriting.Rewrite(block, position, new Rule(this)))
        .Done();

    private readonly struct Rule(FittedForm form) : ITextRule
    {
        public bool Keeps(string text) => false;

        public string? Change(string text) => form.FormOf(text) switch
        {
            null => form.Unknown == WithoutForm.Keep ? text : null,
            var standard => standard == text ? text : standard,
        };
    }
}
