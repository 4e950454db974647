import type { NodeRecord } from '@gantry/model';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Fact, Facts, WideFact } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago } from '../../shared/ui/time.tsx';

export function NodeFacts({ node }: { node: NodeRecord }) {
  const marks = Object.entries({ ...node.attributes, ...node.labels });
  return (
    <Panel title="Facts">
      <Facts>
        <Fact name="Id">
          <Copyable text={node.id} />
        </Fact>
        <Fact name="Address">
          <Copyable text={node.address} />
        </Fact>
        <Fact name="Agent">{node.agentVersion}</Fact>
        <Fact name="Joined">
          <Ago atMs={node.registeredAtMs} suffix />
        </Fact>
        <Fact name="Host ports">
          {node.ports.map(({ begin, end }) => `${begin}–${end}`).join(', ') || 'none'}
        </Fact>
        {node.taints.length > 0 && (
          <Fact name="Taints">
            {node.taints.map((taint) => (
              <div key={`${taint.key}${taint.effect}`} className="font-mono text-dense wrap-anywhere">
                {taint.key}={taint.value}:{taint.effect}
              </div>
            ))}
          </Fact>
        )}
        {marks.length > 0 && (
          <>
            <Fact name="Labels">{marks.length}</Fact>
            <WideFact>
              {marks.map(([key, value]) => (
                <div key={key} className="font-mono text-dense wrap-anywhere">
                  {key}={value}
                </div>
              ))}
            </WideFact>
          </>
        )}
      </Facts>
    </Panel>
  );
}
