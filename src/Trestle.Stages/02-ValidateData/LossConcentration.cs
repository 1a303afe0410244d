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

    private readonly Contract contract;
    private readonly IReadOnlyList<SourceFile> files;
    private readonly string? time;
    private readonly GroupCounts byFile = new();
    private readonly GroupCounts byClass = new();
    private readonly GroupCounts byHour = new();

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
                byFile.Add(FileOf((long)rows[i]), unread[i]);
            }

            if (contract.Task != TaskKind.Regression && !double.IsNaN(labels[i]))
            {
                byClass.Add((long)labels[i], unread[i]);
            }

            if (!moments.IsEmpty && !double.IsNaN(moments[i]))
            {
                byHour.Add((long)Math.Floor(moments[i] / MicrosecondsInHour), unread[i]);
            }
        }
    }

    /// <summary>Adds what was counted for other rows.</summary>
    public void Merge(LossConcentration other)
    {
        byFile.Merge(other.byFile);
        byClass.Merge(other.byClass);
        byHour.Merge(other.byHour);
    }

    /// <summary>The checks that fail; a column that is accepted is not judged by its values.</summary>
    public IEnumerable<CheckResult> Check(IReadOnlyList<Loss> losses, IReadOnlyCollection<string> accepted)
    {
        foreach (var loss in losses.Where(
            loss => loss is { Column: not null, Unread: true, Values.Count: > 0 } && !accepted.Contains(loss.Column)))
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

        foreach (var failed in new[]
        {
            Check("file", byFile, file => files[(int)file].Path),
            Check("class", byClass, label => $"'{contract.Classes[(int)label]}'"),
            Check("hour", byHour, hour => DateTime.UnixEpoch.AddHours(hour).ToString("yyyy-MM-dd HH:00")),
        }.OfType<CheckResult>())
        {
            yield return failed;
        }
    }

    private static CheckResult? Check(string kind, GroupCounts groups, Func<long, string> name)
    {
        var counts = groups.All().ToArray();
        var (rows, lost) = (counts.Sum(group => group.Rows), counts.Sum(group => group.Lost));
        if (counts.Length < 2 || lost < FewRows)
        {
            return null;
        }

        var worst = counts.OrderByDescending(group => group.Lost).ThenBy(group => group.Group).First();
        var others = (double)(lost - worst.Lost) / Math.Max(rows - worst.Rows, 1);
        return worst.Lost < FewRows || worst.Lost <= MostOfLoss * lost || (double)worst.Lost / worst.Rows <= TimesTheRate * others
            ? null
            : Failed(
                null, $"rows that are set aside evenly over each {kind}; fix the source or the columns named under quarantine, or accept "
                    + "the losses with validate-data.accept-losses",
                $"the {kind} {name(worst.Group)} loses {Format.Count(worst.Lost)} of its {Format.Count(worst.Rows, "row")}, "
                    + $"all others {Format.Count(lost - worst.Lost)} of {Format.Count(rows - worst.Rows)}");
    }

    private static CheckResult Failed(string? column, string expected, string found) =>
        new("even-loss", column, false, true, expected, found);

    private long FileOf(long row)
    {
        var file = 0;
        for (var end = files[0].Rows; row > end && file < files.Count - 1; end += files[file].Rows)
        {
            file++;
        }

        return file;
    }
}
