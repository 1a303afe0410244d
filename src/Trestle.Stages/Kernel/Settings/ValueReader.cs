using Trestle.Core.Configuration;
using Trestle.Core.Expressions;
using Trestle.Learners.Metrics;
using Trestle.Rows.Expressions;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>Reads what decisions are worth for a task whose classes and columns are known.</summary>
/// <param name="contract">The task and its classes.</param>
/// <param name="columns">The columns that amounts may be expressions of.</param>
/// <param name="positions">Positions of the configuration.</param>
internal sealed class ValueReader(Contract contract, IReadOnlyList<TypedColumn> columns, SourcePositions positions)
{
    private const string Section = "select-best.value";

    private readonly List<Expression> expressions = [];

    /// <summary>The amounts of the task; all mistakes are reported together.</summary>
    public RowValues Read(ValueSettings settings)
    {
        var problems = Misfits(settings).ToList();
        var classes = problems.Count > 0 || contract.Task == TaskKind.Regression ? [] : Classes(settings, problems);
        var errors = problems.Count == 0 && contract.Task == TaskKind.Regression ? Errors(settings, problems) : null;
        return problems.Count > 0
            ? throw new TrestleException(problems)
            : new RowValues { Expressions = expressions, Classes = classes, Errors = errors };
    }

    /// <summary>The matrix of two classes where all rows have the same amounts.</summary>
    public static CostMatrix Matrix(RowValues values) => new(
        values.Classes[1][1].Number, values.Classes[0][1].Number, values.Classes[0][0].Number, values.Classes[1][0].Number);

    /// <summary>Settings that the task does not have, or none at all.</summary>
    private IEnumerable<Problem> Misfits(ValueSettings settings)
    {
        string[] two = [.. settings.OfTwo().Select(entry => entry.Name)];
        string[] errors = [.. settings.OfErrors().Select(entry => entry.Name)];
        string[] named = settings.Classes.Count > 0 ? ["classes"] : [];
        var (fitting, misfits) = contract.Task switch
        {
            TaskKind.Binary => ("true-positive, false-positive, true-negative and false-negative, or classes", errors),
            TaskKind.Multiclass => ("classes: {TRUE: {DECIDED: value}}", (string[])[.. two, .. errors]),
            _ => ("over and under, or tolerance with within and outside", (string[])[.. two, .. named]),
        };
        foreach (var misfit in misfits)
        {
            yield return ValueErrors.WrongTask(misfit, contract.Task, fitting, At(misfit));
        }

        if (two.Length + errors.Length + named.Length == 0 || (contract.Task == TaskKind.Binary && two.Length > 0 && named.Length > 0))
        {
            yield return ValueErrors.NoneOrBoth(two.Length > 0, fitting, positions.Find(Section).ToString());
        }
    }

    /// <summary>One amount for each true class (outer) and decided class (inner).</summary>
    private IReadOnlyList<IReadOnlyList<Amount>> Classes(ValueSettings settings, List<Problem> problems)
    {
        var cells = contract.Classes.Select(_ => new Amount[contract.Classes.Count]).ToArray();
        if (contract.Task == TaskKind.Binary)
        {
            Set(settings.TruePositive, "true-positive", 1, 1);
            Set(settings.FalsePositive, "false-positive", 0, 1);
            Set(settings.TrueNegative, "true-negative", 0, 0);
            Set(settings.FalseNegative, "false-negative", 1, 0);
        }

        foreach (var (actual, decisions) in settings.Classes)
        {
            foreach (var (decided, amount) in decisions)
            {
                var path = $"classes.{actual}.{decided}";
                Set(amount, path, Place(actual, $"classes.{actual}"), Place(decided, path));
            }
        }

        return cells;

        void Set(Expression? amount, string path, int actual, int decided)
        {
            if (amount is not null && actual >= 0 && decided >= 0)
            {
                cells[actual][decided] = Parse(amount, path, problems);
            }
        }

        int Place(string name, string path)
        {
            var place = contract.Classes.ToList().IndexOf(name);
            if (place < 0)
            {
                problems.Add(ValueErrors.UnknownClass(name, contract.Classes, At(path)));
            }

            return place;
        }
    }

    private ErrorValues Errors(ValueSettings settings, List<Problem> problems)
    {
        var amounts = settings.OfErrors().ToDictionary(entry => entry.Name, entry => Parse(entry.Amount, entry.Name, problems));
        var isSound = problems.Count == 0;
        Amount Of(string name) => amounts.GetValueOrDefault(name);
        if (amounts.ContainsKey("over") != amounts.ContainsKey("under")
            || (!amounts.ContainsKey("over") && !(amounts.ContainsKey("tolerance")
                && (amounts.ContainsKey("within") || amounts.ContainsKey("outside")))))
        {
            problems.Add(ValueErrors.OneSided(positions.Find(Section).ToString()));
        }

        problems.AddRange(amounts.Where(entry => isSound && entry.Value.Column is null && entry.Key switch
        {
            "over" or "under" => entry.Value.Number >= 0,
            "tolerance" => entry.Value.Number < 0,
            "within" => Of("outside").Column is null && entry.Value.Number < Of("outside").Number,
            _ => false,
        }).Select(entry => ValueErrors.RewardsErrors(entry.Key, entry.Value.Number, At(entry.Key))));
        return new ErrorValues(Of("over"), Of("under"), Of("tolerance"), Of("within"), Of("outside"));
    }

    private Amount Parse(Expression expression, string path, List<Problem> problems)
    {
        try
        {
            var typed = TypedExpression.Check(expression, columns, At(path));
            if (typed.Type != ExpressionType.Number)
            {
                problems.Add(ValueErrors.NoNumber(path, expression.Source, At(path)));
            }
            else if (typed.Columns.Count == 0)
            {
                var number = ((double[])typed.Bind(new RowSchema([]), Section)(new RowBlock(new RowSchema([]), 1, [])))[0];
                if (double.IsFinite(number))
                {
                    return new Amount(number);
                }

                problems.Add(ValueErrors.NoNumber(path, expression.Source, At(path)));
            }
            else
            {
                var place = expressions.IndexOf(expression);
                if (place < 0)
                {
                    place = expressions.Count;
                    expressions.Add(expression);
                }

                return new Amount(0, place);
            }
        }
        catch (TrestleException wrong)
        {
            problems.AddRange(wrong.Problems);
        }

        return default;
    }

    private string At(string path) => positions.Find($"{Section}.{path}").ToString();
}
