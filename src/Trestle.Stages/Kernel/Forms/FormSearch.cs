using System.Text;

using Trestle.Core.Texts;

namespace Trestle.Stages.Kernel.Forms;

/// <summary>A text of a column, its standard form, and how many rows have it.</summary>
public readonly record struct FormSample(string Before, string? After, long Rows);

/// <summary>A step that a column of texts speaks for.</summary>
/// <param name="Column">The column.</param>
/// <param name="Step">The step, as the configuration can name it.</param>
/// <param name="Meaning">What the texts are: "countries".</param>
/// <param name="Rows">Rows with a text.</param>
/// <param name="Changed">Rows whose text would be written otherwise, not counting its case.</param>
/// <param name="Unknown">Rows whose text has no standard form.</param>
/// <param name="Samples">Some changed texts and then some without a form, the most frequent first.</param>
public sealed record SuggestedForm(
    string Column, IRowStep Step, string Meaning, long Rows, long Changed, long Unknown, IReadOnlyList<FormSample> Samples);

/// <summary>Searches columns for texts that mean the same and are written in more than one way.</summary>
public static class FormSearch
{
    private const double EnoughRows = 0.95;
    private const double EnoughDistinct = 0.8;
    private const int FewestRows = 5;
    private const int Searched = 1000;
    private const int ShownChanges = 4;
    private const int ShownUnknown = 2;

    /// <summary>What the texts of a column are; null when that is not clear.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="texts">Its texts with their rows, without those that mean "no value".</param>
    public static string? Meaning(string column, IReadOnlyCollection<KeyValuePair<string, long>> texts) =>
        Find(column, texts)?.Kind.Meaning;

    /// <summary>The steps that a column speaks for: its standard form where texts are mixed, and plain Unicode.</summary>
    /// <inheritdoc cref="Meaning"/>
    public static IEnumerable<SuggestedForm> Of(string column, IReadOnlyCollection<KeyValuePair<string, long>> texts)
    {
        if (Unicode(column, texts) is { } unicode)
        {
            yield return unicode;
        }

        if (Find(column, texts) is { } found && (AreMixed(found.Forms) || (found.Kind.IsGrouped && AreGroupedDifferently(found.Forms)))
            && Suggested(found.Kind.For(column), found.Kind.Meaning, found.Forms) is { } form)
        {
            yield return form;
        }
    }

    private static (FormKind Kind, FormSample[] Forms)? Find(string column, IReadOnlyCollection<KeyValuePair<string, long>> texts)
    {
        if (texts.Sum(text => text.Value) < FewestRows)
        {
            return null;
        }

        var words = NameWords.Of(column);
        var joined = string.Concat(words);
        KeyValuePair<string, long>[] usual =
            [.. texts.OrderByDescending(text => text.Value).ThenBy(text => text.Key, StringComparer.Ordinal).Take(Searched)];
        var found = FormKinds.All
            .Select(kind => (Kind: kind, IsNamed: kind.Names.Any(name => name == joined || words.Contains(name))))
            .Where(candidate => candidate.IsNamed || usual.Any(text => candidate.Kind.IsSure(text.Key)))
            .Select(candidate => (candidate.Kind, candidate.IsNamed, Forms: Forms(usual, candidate.Kind.Fitted(column).FormOf)))
            .Where(candidate => Explains(candidate.Forms, candidate.IsNamed ? _ => true : candidate.Kind.IsSure))
            .Select(candidate => (candidate.Kind, candidate.IsNamed, Known: Known(candidate.Forms)))
            .OrderByDescending(candidate => candidate.IsNamed).ThenByDescending(candidate => candidate.Known)
            .Take(2).ToArray();
        var isClear = found.Length == 1
            || (found.Length == 2 && (found[0].IsNamed, found[0].Known) != (found[1].IsNamed, found[1].Known));
        return isClear ? (found[0].Kind, Forms(texts, found[0].Kind.Fitted(column).FormOf)) : null;
    }

    private static FormSample[] Forms(IEnumerable<KeyValuePair<string, long>> texts, Func<string, string?> form) =>
        [.. texts.Select(text => new FormSample(text.Key, form(text.Key), text.Value))];

    private static long Known(FormSample[] forms) => forms.Where(form => form.After is not null).Sum(form => form.Rows);

    /// <summary>Whether nearly all texts have the form, and half of the rows show by themselves that they are meant.</summary>
    private static bool Explains(FormSample[] forms, Func<string, bool> isSure)
    {
        var rows = forms.Sum(form => form.Rows);
        return Known(forms) >= EnoughRows * rows && forms.Count(form => form.After is not null) >= EnoughDistinct * forms.Length
            && forms.Where(form => form.After is not null && isSure(form.Before)).Sum(form => form.Rows) * 2 >= rows;
    }

    /// <summary>
    /// Plain Unicode, if it changes anything. Compatibility forms lose something (x² becomes x2), so they are proposed only where they make
    /// more texts equal.
    /// </summary>
    private static SuggestedForm? Unicode(string column, IReadOnlyCollection<KeyValuePair<string, long>> texts)
    {
        if (texts.All(text => Ascii.IsValid(text.Key)))
        {
            return null;
        }

        var (composed, compatible) = (In(TextForm.Nfc), In(TextForm.Nfkc));
        var form = Distinct(compatible) < Distinct(composed) ? TextForm.Nfkc : TextForm.Nfc;
        return Suggested(
            new UnicodeForm { Columns = [column], Form = form }, "texts that look alike and have other characters",
            form == TextForm.Nfc ? composed : compatible);

        FormSample[] In(TextForm form) =>
            Forms(texts, new FittedUnicodeForm([column], form, KeepInvisible: false, PlainPunctuation: false).FormOf);
    }

    private static int Distinct(FormSample[] forms) => forms.Select(form => form.After).Distinct(StringComparer.OrdinalIgnoreCase).Count();

    /// <summary>Whether texts are written in more than one way: some change and others do not, or several become one.</summary>
    private static bool AreMixed(FormSample[] forms) => AreMerged(forms)
        || (forms.Any(IsChanged) && forms.Any(form => form.After is not null && !IsChanged(form)));

    /// <summary>Whether other characters than digits stand in different places.</summary>
    private static bool AreGroupedDifferently(FormSample[] forms) => forms.Where(form => form.After is not null)
        .Select(form => string.Concat(form.Before.Trim().Select(c => char.IsDigit(c) ? '9' : c)).TrimEnd('9'))
        .Distinct(StringComparer.Ordinal).Skip(1).Any();

    private static SuggestedForm? Suggested(IRowStep step, string meaning, FormSample[] forms)
    {
        var ordered = forms.OrderByDescending(form => form.Rows).ThenBy(form => form.Before, StringComparer.Ordinal).ToArray();
        var changed = ordered.Where(IsChanged).ToArray();
        var unknown = ordered.Where(form => form.After is null).ToArray();
        return changed.Length == 0 ? null : new SuggestedForm(
            step.Columns![0], step, meaning, forms.Sum(form => form.Rows), changed.Sum(form => form.Rows), unknown.Sum(form => form.Rows),
            [.. changed.Take(ShownChanges), .. unknown.Take(ShownUnknown)]);
    }

    private static bool IsChanged(FormSample form) =>
        form.After is not null && !string.Equals(form.Before.Trim(), form.After, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether texts that differ in more than case have the same form.</summary>
    private static bool AreMerged(IEnumerable<FormSample> forms) => forms.Where(form => form.After is not null)
        .GroupBy(form => form.After, form => form.Before.Trim().ToLowerInvariant(), StringComparer.OrdinalIgnoreCase)
        .Any(texts => texts.Distinct(StringComparer.Ordinal).Skip(1).Any());
}
