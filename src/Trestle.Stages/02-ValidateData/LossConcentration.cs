using System.Runtime.InteropServices;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// Whether the rows that cannot be read are concentrated in one value, file, hour or class. Such a loss is no random damage: what is left
/// says something else than the source, however small its share. Mergeable, as a Stat is.
/// </summary>
internal sealed class LossConcentration
{
    /// <summary>Fewer rows than this are no pattern.</summary>
    private const int FewRows = 5;

    /// <summary>One group holds most of the loss, at several times the rate of the other groups.</summary>
    private const double MostOfLoss = 0.5;
    private const double TimesTheRate = 5;
    private const double MicrosecondsInHour = 3.6e9;
    private const int MostHours = 1_000_000;

    private readonly Contract contract;
    private readonly IReadOnlyList<SourceFile> files;
    private readonly string? time;
    private readonly Dictionary<(string Kind, long Group), (long Rows, long Lost)> groups = [];

    /// <summary>Counts the rows of a table.</summary>
    /// <param name="contract">Its contract.</param>
    /// <param name="raw">Where its rows come from.</param>
    /// <param name="time">The column with the time of a row; null for the first column of dates.</param>
    public LossConcentration(Contract contract, RawTable raw, string? time)
    {
        this.contract = contract;
        files = raw.Files.Count > 1 && raw.Files.Sum(file => file.Rows) == raw.Rows ? raw.Files : [];
        this.time = ContractSteps.Features(contract).Where(column => column.Type == ColumnType.Date)
            .Select(column => column.Name).FirstOrDefault(name => time is null || name == time);
    }

    /// <summary>Adds rows, and which of them cannot be read.</summary>
    public void Add(RowBlock block, RowBlock typed, bool[] unread, double[] labels)
    {
        var rows = block.Numbers(block.Schema.Find(ReservedColumns.Row));
        var moments = time is null ? default : typed.Numbers(typed.Schema.Find(time));
        for (var i = 0; i < unread.Length; i++)
        {
            if (files.Count > 0)
            {
                Count("file", FileOf((long)rows[i]), unread[i]);
            }

            if (contract.Task != TaskKind.Regression && !double.IsNaN(labels[i]))
            {
                Count("class", (long)labels[i], unread[i]);
            }

            if (!moments.IsEmpty && !double.IsNaN(moments[i]))
            {
                Count("hour", (long)Math.Floor(moments[i] / MicrosecondsInHour), unread[i]);
            }
        }
    }

    /// <summary>Adds what was counted for other rows.</summary>
    public void Merge(LossConcentration other)
    {
        foreach (var (key, (rows, lost)) in other.groups)
        {
            ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _);
            own = (own.Rows + rows, own.Lost + lost);
        }
    }

    /// <summary>The checks that fail; a column that is accepted is not judged by its values.</summary>
    public IEnumerable<CheckResult> Check(IReadOnlyList<Loss> losses, IReadOnlyCollection<string> accepted)
    {
        foreach (var loss in losses.Where(loss => loss is { Column: not null, Unread: true, Values.Count: > 0 } && !accepted.Contains(loss.Column)))
        {
            var word = loss.Values[0];
            if (word.Rows >= FewRows && word.Rows >= MostOfLoss * loss.Rows)
            {
                yield return Failed(
                    loss.Column,
                    $"damage that does not recur; say what '{word.Value}' means: columns.{loss.Column}.null-tokens if there is no "
                        + $"value, type: text if it is a category, or accept the loss with validate-data.accept-losses: [{loss.Column}]",
                    $"'{word.Value}' sets aside {Format.Count(word.Rows, "row")}: {loss.Reason}");
            }
        }

        if (losses.All(loss => loss is not { Column: not null, Unread: true } || accepted.Contains(loss.Column)))
        {
            yield break;
        }

        foreach (var kind in groups.GroupBy(group => group.Key.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var (rows, lost) = (kind.Sum(group => group.Value.Rows), kind.Sum(group => group.Value.Lost));
            var (key, worst) = kind.OrderByDescending(group => group.Value.Lost).ThenBy(group => group.Key.Group).First();
            var others = (double)(lost - worst.Lost) / Math.Max(rows - worst.Rows, 1);
            if (kind.Count() > 1 && worst.Lost >= FewRows && worst.Lost > MostOfLoss * lost
                && (double)worst.Lost / worst.Rows > TimesTheRate * others)
            {
                yield return Failed(
                    null, $"rows that are set aside evenly over each {key.Kind}; mend the source or the columns named under quarantine, or "
                        + "accept the losses with validate-data.accept-losses",
                    $"the {key.Kind} {Name(key)} loses {Format.Count(worst.Lost)} of its {Format.Count(worst.Rows, "row")}, "
                        + $"all others {Format.Count(lost - worst.Lost)} of {Format.Count(rows - worst.Rows)}");
            }
        }
    }

    private static CheckResult Failed(string? column, string expected, string found) =>
        new("even-loss", column, false, true, expected, found);

    private void Count(string kind, long group, bool lost)
    {
        if (groups.Count >= MostHours && !groups.ContainsKey((kind, group)))
        {
            return;
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (kind, group), out _);
        count = (count.Rows + 1, count.Lost + (lost ? 1 : 0));
    }

    private long FileOf(long row)
    {
        var file = 0;
        for (var end = files[0].Rows; row > end && file < files.Count - 1; end += files[file].Rows)
        {
            file++;
        }

        return file;
    }

    private string Name((string Kind, long Group) key) => key.Kind switch
    {
        "file" => files[(int)key.Group].Path,
        "class" => $"'{contract.Classes[(int)key.Group]}'",
        _ => DateTime.UnixEpoch.AddHours(key.Group).ToString("yyyy-MM-dd HH:00"),
    };
}
