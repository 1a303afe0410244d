using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Learners;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>Each extension point has one contract, and every implementation is held to it.</summary>
public sealed class ContractTests
{
    private static readonly Type[] Types = [
        .. new[] { typeof(IRowStep), typeof(ILearner), typeof(IStage) }.SelectMany(type => type.Assembly.GetTypes())];

    public static TheoryData<string> All => ExtensionPoints.All;

    /// <summary>The extension points that can be seen from here; the scoring host's are held to theirs where the host is tested.</summary>
    public static TheoryData<string> Public =>
        [.. ExtensionPoints.All.Select(row => row.Data).Where(name => Types.Any(type => type.Name == name))];

    [Theory]
    [MemberData(nameof(All))]
    public void An_extension_point_has_one_contract(string point)
    {
        var contract = new Regex($@"abstract (partial )?class \w+Contract : IContractFor<{point}>");
        SourceTree.Files(Path.Combine(Repository.Root, "tests"))
            .Where(file => contract.IsMatch(File.ReadAllText(file)))
            .ShouldHaveSingleItem($"the contracts of {point}");
    }

    [Theory]
    [MemberData(nameof(Public))]
    public void Every_implementation_is_held_to_the_contract(string point)
    {
        var type = Types.Single(type => type.Name == point);
        var implementations = Implementations(Types, type);
        implementations.ShouldNotBeEmpty();
        implementations.Except(Covered(type)).Select(left => left.Name).Except(ExtensionPoints.MadeOnDemand)
            .ShouldBeEmpty($"implementations of {point} without a contract test");
    }

    [Fact]
    public void An_implementation_without_a_contract_test_is_found() =>
        Implementations([typeof(Seeded)], typeof(IRenewalTrigger)).Except(Covered(typeof(IRenewalTrigger))).ShouldBe([typeof(Seeded)]);

    private static IEnumerable<Type> Implementations(IEnumerable<Type> types, Type point) =>
        types.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(point));

    /// <summary>The types of what the contract classes of this assembly test.</summary>
    private static HashSet<Type> Covered(Type point)
    {
        var contract = typeof(IContractFor<>).MakeGenericType(point);
        var subjects = contract.GetProperty(nameof(IContractFor<object>.Subjects))!;
        var found = new HashSet<Type>();
        foreach (var test in typeof(ContractTests).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(contract)))
        {
            var instance = Activator.CreateInstance(test)!;
            found.UnionWith(((IEnumerable<object>)subjects.GetValue(instance)!).Select(subject => subject.GetType()));
            (instance as IDisposable)?.Dispose();
        }

        return found;
    }

    private sealed class Seeded : IRenewalTrigger
    {
        public string Name => "seeded";

        public TriggerVerdict? Judge(TriggerSettings settings, RenewalFacts facts) => null;
    }
}
